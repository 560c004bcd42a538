#include "sim/cli/svg_picture.hpp"

#include "sim/cli/svg_text.hpp"

namespace roamsim::cli {
namespace {

constexpr std::size_t margin = 20;
constexpr std::size_t letter = 8;  ///< of the title, in pixels

constexpr SvgStyle common{R"(text { font: 13px system-ui, sans-serif; fill: #1a1a1a; }
.page { fill: #ffffff; }
.title { font-size: 15px; font-weight: 600; }
)",
                          R"(text { fill: #ececec; }
.page { fill: #16181c; }
)"};

}  // namespace

SvgPicture::SvgPicture(std::size_t width, std::size_t height, std::string_view title, const SvgStyle& style) {
  add(R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img">)", width,
      height);
  add("<title>{}</title>", svg_escaped(title));
  add("<style>\n{}{}@media (prefers-color-scheme: dark) {{\n{}{}}}\n</style>", common.light, style.light, common.dark,
      style.dark);
  add(R"(<rect class="page" width="{}" height="{}"/>)", width, height);
  add(R"(<text class="title" x="{}" y="32">{}</text>)", margin, svg_text(title, width / letter));
}

std::string SvgPicture::finish() {
  out_ += "</svg>\n";
  return std::move(out_);
}

}  // namespace roamsim::cli
