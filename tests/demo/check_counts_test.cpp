// tools/check_counts.py, which compares counts with the truth.
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>

#include "demo_files.h"
#include "support/places.h"

using namespace canopy;
using namespace canopy::test;

namespace {

const std::string truth =
    "recording,start_s,end_s\n"
    "a.flac,1.0,4.0\na.flac,20.0,23.5\nb.flac,,\nc.flac,7.25,10.5\n";

struct Answer {
  int code = -1;
  std::string text;  // standard output and error
};

Answer check_counts(const TemporaryFolder& folder, const std::string& results,
                    const std::string& arguments = "") {
  write_file(folder / "results.csv", results);
  write_file(folder / "truth.csv", truth);
  const std::string command = "python3 " + source_file("tools/check_counts.py") + " '" +
                              folder / "results.csv" + "' '" + folder / "truth.csv" + "' " +
                              arguments + " > '" + folder / "out" + "' 2>&1";
  Answer answer;
  const int status = std::system(command.c_str());
  answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  answer.text = read_file(folder / "out");
  return answer;
}

}  // namespace

TEST_CASE("counts that are close enough pass, others fail") {
  const TemporaryFolder folder;
  const std::string head = "recording,capuchin_calls\n";
  Answer answer = check_counts(folder, head + "a.flac,2\nb.flac,0\nc.flac,1\n", "--within 0");
  CAPTURE(answer.text);
  CHECK(answer.code == 0);
  CHECK(answer.text.find("a.flac           2      2\n") != std::string::npos);
  CHECK(check_counts(folder, head + "a.flac,3\nb.flac,1\nc.flac,0\n").code == 0);
  answer = check_counts(folder, head + "a.flac,3\nb.flac,2\nc.flac,1\n");
  CHECK(answer.code == 1);
  CHECK(answer.text.find("off by 2") != std::string::npos);
  CHECK(check_counts(folder, head + "a.flac,0\nb.flac,0\nc.flac,1\n").code == 1);
  CHECK(check_counts(folder, head + "a.flac,0\nb.flac,0\nc.flac,1\n", "--within 2").code == 0);
}

TEST_CASE("files that do not match are an error") {
  const TemporaryFolder folder;
  const std::string head = "recording,capuchin_calls\n";
  CHECK(check_counts(folder, head + "a.flac,2\nb.flac,0\n").code == 2);
  CHECK(check_counts(folder, head + "a.flac,2\nb.flac,0\nc.flac,1\nd.flac,0\n").code == 2);
  CHECK(check_counts(folder, head + "a.flac,many\nb.flac,0\nc.flac,1\n").code == 2);
  CHECK(check_counts(folder, "").code == 2);
  const std::string two = "recording,x_calls,y_calls\na.flac,9,2\nb.flac,9,0\nc.flac,9,1\n";
  CHECK(check_counts(folder, two).code == 2);
  CHECK(check_counts(folder, two, "--column y_calls").code == 0);
  CHECK(check_counts(folder, two, "--column x_calls").code == 1);
}
