#include "bench/measure.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/version.h"

namespace canopy::bench {
namespace {

Row summary(const std::string& name, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double q) {
    return ms[std::min(ms.size() - 1,
                       static_cast<std::size_t>(q * static_cast<double>(ms.size())))];
  };
  return {name, "ms", at(0.5), at(0.1), at(0.9), static_cast<int>(ms.size()), 0};
}

}  // namespace

std::vector<Row> time_phases(
    Stream& stream, int warmup, int iterations,
    const std::vector<std::pair<std::string, std::function<void()>>>& phases) {
  using Clock = std::chrono::steady_clock;
  std::vector<std::vector<double>> times(phases.size());
  std::vector<double> rounds;
  for (int i = -warmup; i < iterations; ++i) {
    double round = 0;
    for (std::size_t phase = 0; phase < phases.size(); ++phase) {
      const Clock::time_point start = Clock::now();
      phases[phase].second();
      stream.synchronize();
      const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
      round += ms;
      if (i >= 0) times[phase].push_back(ms);
    }
    if (i >= 0) rounds.push_back(round);
  }
  std::vector<Row> rows{summary("", rounds)};
  for (std::size_t phase = 0; phase < phases.size(); ++phase)
    rows.push_back(summary(phases[phase].first, times[phase]));
  return rows;
}

std::string to_json(const DeviceInfo& device, const std::vector<Row>& rows) {
  nlohmann::ordered_json env = {{"canopy", version()},
                                {"device", device.id},
                                {"name", device.name},
                                {"threads", device.threads}};
  for (const auto& [key, value] : device.details) env[key] = value;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    list.push_back({{"name", row.name},
                    {"unit", row.unit},
                    {"value", row.value},
                    {"lo", row.lo},
                    {"hi", row.hi},
                    {"n", row.n}});
    if (row.params > 0) list.back()["params"] = row.params;
  }
  return nlohmann::ordered_json{{"env", env}, {"rows", list}}.dump(1) + "\n";
}

}  // namespace canopy::bench
