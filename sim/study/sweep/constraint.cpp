#include "sim/study/sweep/constraint.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "sim/scenario/suggest.hpp"

namespace roamsim::study {
namespace {

constexpr std::string_view form = "AXIS = VALUE, with =, !=, <, <=, > or >=, perhaps several joined by \" or \"";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<std::size_t> axis_named(std::string_view name, const std::vector<Axis>& axes) {
  const auto found = std::find_if(axes.begin(), axes.end(), [&](const Axis& axis) { return axis.name == name; });
  if (found == axes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - axes.begin());
}

AxisValue literal(std::string_view text) {
  AxisValue value;
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    value.label = text.substr(1, text.size() - 2);
    return value;
  }
  value.label = text;
  value.amount = amount_of(text, true);
  if (!value.amount) value.amount = amount_of(text, false);
  return value;
}

/// Whether two values have an order, or are at least both names.
bool of_one_kind(const AxisValue& left, const AxisValue& right) {
  if (left.amount && right.amount) return left.amount->kind == right.amount->kind;
  return !left.amount && !right.amount;
}

}  // namespace

std::optional<Constraint::Comparison> Constraint::comparison(std::string_view text, const PlacedText& whole,
                                                             const std::vector<Axis>& axes, scenario::Reader& reader) {
  constexpr std::array<std::pair<std::string_view, Relation>, 6> signs{{{"!=", Relation::unequal},
                                                                        {"<=", Relation::at_most},
                                                                        {">=", Relation::at_least},
                                                                        {"=", Relation::equal},
                                                                        {"<", Relation::less},
                                                                        {">", Relation::more}}};
  const auto refuse = [&](std::string found, std::string allowed, std::string hint = {}) {
    reader.diagnostics().error(whole.place, reader.pointer(), {std::move(found), std::move(allowed), std::move(hint)});
    return std::nullopt;
  };
  const std::size_t at = text.find_first_of("!<>=");
  const auto* const sign =
      at == std::string_view::npos ? signs.end() : std::find_if(signs.begin(), signs.end(), [&](const auto& s) {
        return text.substr(at).starts_with(s.first);
      });
  if (sign == signs.end()) return refuse(scenario::quoted(text), std::string(form));
  const std::string_view name = trimmed(text.substr(0, at));
  const std::string_view right = trimmed(text.substr(at + sign->first.size()));
  if (name.empty() || right.empty()) return refuse(scenario::quoted(text), std::string(form));
  const std::optional<std::size_t> axis = axis_named(name, axes);
  if (!axis) {
    std::vector<std::string_view> names;
    names.reserve(axes.size());
    for (const Axis& known : axes) names.emplace_back(known.name);
    return refuse("the unknown axis " + scenario::quoted(name), scenario::listed(names),
                  scenario::did_you_mean(name, names));
  }
  Comparison result{*axis, sign->second, axis_named(right, axes), literal(right)};
  const std::vector<AxisValue>& left_values = axes[*axis].values;
  const std::vector<AxisValue> right_values = result.other ? axes[*result.other].values : std::vector{result.than};
  const bool ordered = result.relation != Relation::equal && result.relation != Relation::unequal;
  for (const AxisValue& a : left_values) {
    for (const AxisValue& b : right_values) {
      if (ordered && (!of_one_kind(a, b) || !a.amount))
        return refuse(scenario::quoted(a.label) + " and " + scenario::quoted(b.label),
                      "two numbers, or two quantities of one unit, to put in order");
    }
  }
  const bool of_axis = std::any_of(left_values.begin(), left_values.end(),
                                   [&](const AxisValue& v) { return of_one_kind(v, result.than); });
  if (!ordered && !result.other && !of_axis)
    return refuse(scenario::quoted(right), "a value such as those of the axis, or the name of another axis");
  return result;
}

std::optional<Constraint> Constraint::parse(const PlacedText& text, const std::vector<Axis>& axes,
                                            scenario::Reader& reader) {
  constexpr std::string_view either = " or ";
  Constraint constraint;
  std::string_view rest = text.text;
  for (;;) {
    const std::size_t at = rest.find(either);
    std::optional<Comparison> one = comparison(trimmed(rest.substr(0, at)), text, axes, reader);
    if (!one) return std::nullopt;
    constraint.any_.push_back(std::move(*one));
    if (at == std::string_view::npos) return constraint;
    rest.remove_prefix(at + either.size());
  }
}

bool Constraint::compares(Relation relation, const AxisValue& left, const AxisValue& right) {
  const bool amounts = left.amount && right.amount && left.amount->kind == right.amount->kind;
  const int order = amounts ? compare(*left.amount, *right.amount) : left.label == right.label ? 0 : 1;
  switch (relation) {
    case Relation::equal:
      return order == 0;
    case Relation::unequal:
      return order != 0;
    case Relation::less:
      return order < 0;
    case Relation::at_most:
      return order <= 0;
    case Relation::more:
      return order > 0;
    case Relation::at_least:
      return order >= 0;
  }
  return false;
}

bool Constraint::holds(const std::vector<Axis>& axes, const std::vector<std::uint32_t>& values) const {
  return std::any_of(any_.begin(), any_.end(), [&](const Comparison& one) {
    const AxisValue& left = axes[one.axis].values[values[one.axis]];
    return compares(one.relation, left, one.other ? axes[*one.other].values[values[*one.other]] : one.than);
  });
}

}  // namespace roamsim::study
