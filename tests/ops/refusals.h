// For tests of rejected calls: the message with which each device rejects a call.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "support/device_test.h"

namespace canopy::test {

/// Opens all available devices.
inline std::vector<TestDevice> all_devices() {
  std::vector<TestDevice> devices;
  for (const std::string& id : device_ids()) devices.push_back(open_test_device(id));
  return devices;
}

/// The message of the std::invalid_argument that `call` throws; "accepted" if it throws nothing,
/// "fails: ..." if it throws something else.
template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& e) {
    return e.what();
  } catch (const std::exception& e) {
    return std::string("fails: ") + e.what();
  }
  return "accepted";
}

}  // namespace canopy::test
