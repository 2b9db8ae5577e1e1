// Which form of the clips, if any, is cached on the device.
#pragma once

#include <cstddef>

#include "config/config.h"
#include "ops/backend.h"

namespace canopy {

/// Bytes of device memory available for the cache: those that are free now minus `reserved` bytes
/// that will be allocated later. Memory that was free when the device was opened but has been
/// allocated since does not count as free (a CPU reports memory as used only when it is written).
std::size_t cache_room(const Backend& backend, std::size_t free_when_opened, std::size_t reserved);

/// train.cache; if that is automatic: features if they are small and there is no augmentation,
/// otherwise waves, otherwise none. Features and waves must fit in half of `room` bytes.
CacheKind choose_cache(const Config& config, std::size_t clips, std::size_t room);

/// Number of floats in a row of the cache.
std::size_t cache_row_floats(const Config& config, CacheKind cache);

}  // namespace canopy
