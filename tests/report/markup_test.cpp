#include "report/markup.h"

#include <limits>

#include <catch2/catch_test_macros.hpp>

using namespace canopy;

TEST_CASE("characters with a meaning in HTML are escaped") {
  CHECK(escape("a <b> & \"c\" 'd'") == "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  CHECK(escape("&amp;") == "&amp;amp;");
  CHECK(escape("") == "");
}

TEST_CASE("text in any script is unchanged, and invalid bytes are replaced one by one") {
  for (const char* text : {"Ærøskøbing", "カプチン鳥", "שלום", "🐦", "tab\tand\nline"})
    CHECK(escape(text) == text);
  const std::string odd = "\uFFFD";
  CHECK(escape("a\xff") == "a" + odd);
  CHECK(escape("\xc3") == odd);                                // truncated
  CHECK(escape("\xc3(") == odd + "(");                         // no continuation byte
  CHECK(escape("\xc0\xaf") == odd + odd);                      // an overlong '/'
  CHECK(escape("\xe0\x80\xbc") == odd + odd + odd);            // an overlong '<'
  CHECK(escape("\xed\xa0\x80") == odd + odd + odd);            // a surrogate
  CHECK(escape("\xf4\x90\x80\x80") == odd + odd + odd + odd);  // beyond Unicode
  CHECK(escape("\xef\xbf\xbf") == odd + odd + odd);            // U+FFFF
  CHECK(escape(std::string_view("\0", 1)) == odd);
  CHECK(escape("\x1b[31m\r\x7f") == odd + "[31m" + odd + odd);
  CHECK(escape("\xc2\x85") == odd + odd);  // a control character of two bytes
  CHECK(escape("\xc2\xa0") == "\xc2\xa0");
}

TEST_CASE("links are percent-encoded") {
  CHECK(link_to("metrics.csv") == "metrics.csv");
  CHECK(link_to("a b/ø&\".csv") == "a%20b/%C3%B8%26%22.csv");
  CHECK(link_to("javascript:x") == "javascript%3Ax");
}

TEST_CASE("ratios are not rounded to 0 or 1") {
  CHECK(ratio_text(1) == "1.000");
  CHECK(ratio_text(0.99951) == "&gt;0.999");
  CHECK(ratio_text(0.9994) == "0.999");
  CHECK(ratio_text(0.0004) == "&lt;0.001");
  CHECK(ratio_text(0) == "0.000");
  CHECK(ratio_text(std::numeric_limits<double>::quiet_NaN()) == "–");
}

TEST_CASE("numbers are formatted for reading") {
  CHECK(loss_text(0.04321) == "0.0432");
  CHECK(loss_text(0) == "0.0000");
  CHECK(loss_text(1.2e-7) == "1.20e-07");
  CHECK(loss_text(31234) == "3.12e+04");
  CHECK(rate_text(0.001) == "0.001");
  CHECK(rate_text(0.00095477) == "0.000955");
  CHECK(speed_text(9.14) == "9.1");
  CHECK(speed_text(99.96) == "100");
  CHECK(speed_text(12345.6) == "12,346");
  CHECK(speed_text(std::numeric_limits<double>::infinity()) == "–");
  CHECK(count_text(0) == "0");
  CHECK(count_text(999) == "999");
  CHECK(count_text(1000) == "1,000");
  CHECK(count_text(770482865) == "770,482,865");
  CHECK(count_text(-1234) == "-1,234");
  CHECK(count_of(1, "call") == "1 call");
  CHECK(count_of(0, "call") == "0 calls");
}
