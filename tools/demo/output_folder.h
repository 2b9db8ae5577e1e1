// The folder that is written: untouched until everything is there, and never someone else's.
#pragma once

#include <string>
#include <vector>

namespace canopy::demo {

class OutputFolder {
 public:
  /// Makes OUT and a fresh OUT/.unfinished. Throws Error(usage) where OUT holds anything, unless
  /// `force`: then what an earlier run made will be replaced, and anything else still refused.
  /// Throws Error(disk).
  OutputFolder(std::string out, bool force);
  ~OutputFolder();  // removes .unfinished
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  /// Where `name` is written for now; its folder exists.
  std::string path(const std::string& name) const { return unfinished_ + "/" + name; }
  /// Moves everything into OUT, demo_data.json with this text last.
  void publish(const std::string& description);

 private:
  std::string out_, unfinished_;
};

// What OUT holds in the end, next to demo_data.json.
inline constexpr const char* positive_folder = "Parsed_Capuchinbird_Clips";
inline constexpr const char* negative_folder = "Parsed_Not_Capuchinbird_Clips";
inline constexpr const char* recordings_folder = "Forest Recordings";
inline constexpr const char* truth_file = "forest_truth.csv";

}  // namespace canopy::demo
