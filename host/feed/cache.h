// Which form of the clips, if any, stays on the device from the first epoch on.
#pragma once

#include <cstddef>

#include "config/config.h"
#include "ops/backend.h"

namespace canopy {

/// Bytes of the device's memory that are left for the cache: those free now, but at most those
/// free when the device was opened less those allocated since (a CPU counts memory as used only
/// when it is first written), less `reserved` bytes that are still to be allocated.
std::size_t cache_room(const Backend& backend, std::size_t free_when_opened, std::size_t reserved);

/// train.cache; if that is automatic: features if they are small and are not augmented, else waves,
/// else none, where either must fit in half of `room`.
CacheKind choose_cache(const Config& config, std::size_t clips, std::size_t room);

/// Floats of a clip's row in the cache.
std::size_t cache_row_floats(const Config& config, CacheKind cache);

}  // namespace canopy
