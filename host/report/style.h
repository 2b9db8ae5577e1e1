#pragma once

namespace canopy {

/// The page's style sheet: light and dark, screen and paper, narrow and wide. It contains no '<' or
/// '&', so that the page is well-formed XML.
extern const char* const report_style;

}  // namespace canopy
