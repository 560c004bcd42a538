#include "sim/record/csv.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace roamsim::record {
namespace {

std::string field(std::string_view text) {
  std::string out;
  CsvWriter(out).text(text);
  return out;
}

TEST(Csv, rows_and_types) {
  std::string out;
  CsvWriter csv(out);
  csv.row("at_ns", "user", "value");
  csv.integer(-5).text("bob").real(0.1).end_row();
  csv.none().text("").real(std::numeric_limits<double>::quiet_NaN()).end_row();
  EXPECT_EQ(out, "at_ns,user,value\n-5,bob,0.1\n,,\n");
}

TEST(Csv, quotes_what_would_break_a_row) {
  EXPECT_EQ(field("a,b"), "\"a,b\"");
  EXPECT_EQ(field("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(field("two\nlines\r"), "\"two\nlines\r\"");
  EXPECT_EQ(field("東京"), "東京");
}

TEST(Csv, no_text_is_a_formula) {
  EXPECT_EQ(field("=1+1"), "\"'=1+1\"");
  EXPECT_EQ(field("+81-3"), "\"'+81-3\"");
  EXPECT_EQ(field("-2"), "\"'-2\"");
  EXPECT_EQ(field("@SUM(A1)"), "\"'@SUM(A1)\"");
  EXPECT_EQ(field("\t=1"), "\"'\t=1\"");
  EXPECT_EQ(field("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(field("1000-001"), "1000-001");
}

TEST(Csv, real_numbers_come_back) {
  for (const double value : {0.1, 1e300, -2.5e-308, 1.0 / 3.0, 123456789.0}) {
    std::string out;
    CsvWriter(out).real(value);
    EXPECT_EQ(std::stod(out), value) << out;
  }
}

}  // namespace
}  // namespace roamsim::record
