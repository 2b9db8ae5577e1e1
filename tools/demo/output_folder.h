// The output folder. It does not change until the data set is complete, and files that are not demo
// data are never replaced.
#pragma once

#include <string>
#include <vector>

namespace canopy::demo {

class OutputFolder {
 public:
  /// Creates OUT and an empty OUT/.unfinished. Throws Error(usage) if OUT is not empty. With
  /// `force`, an earlier demo data set is replaced, other files are kept, and Error(usage) is
  /// thrown only if files that are not demo data have the same names. Throws Error(disk) on write
  /// errors.
  OutputFolder(std::string out, bool force);
  ~OutputFolder();  // removes .unfinished
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  /// The path at which to write `name`; its folder exists.
  std::string path(const std::string& name) const { return unfinished_ + "/" + name; }
  /// Moves everything into OUT and then writes demo_data.json with this text.
  void publish(const std::string& description);

 private:
  std::string out_, unfinished_;
};

// The contents of OUT besides demo_data.json.
inline constexpr const char* positive_folder = "Parsed_Capuchinbird_Clips";
inline constexpr const char* negative_folder = "Parsed_Not_Capuchinbird_Clips";
inline constexpr const char* recordings_folder = "Forest Recordings";
inline constexpr const char* truth_file = "forest_truth.csv";

}  // namespace canopy::demo
