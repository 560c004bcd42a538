#include "sim/scenario/phone_model_warnings.hpp"

#include <string_view>
#include <vector>

#include "models/catalogue/phone_models.hpp"
#include "sim/scenario/errors.hpp"

namespace roamsim::scenario {

void warn_of_model(Checker& checker, const directory::PhoneSettings& phone, const std::string& pointer) {
  if (!checker.clean(pointer)) return;
  const catalogue::PhoneModel* model = catalogue::find_phone_model(phone.model);
  if (model == nullptr) {
    std::vector<std::string_view> names;
    for (const catalogue::PhoneModel& known : catalogue::phone_models()) names.push_back(known.name);
    checker.warning(pointer + "/model", {quoted(phone.model) + ", a model that the catalogue of phones does not know",
                                         {},
                                         checker.suggestion(phone.model, names)});
    return;
  }
  if (phone.extension_mobility == directory::EmSetting::enabled &&
      !model->fact(catalogue::PhoneFeature::extension_mobility).holds) {
    checker.warning(pointer + "/extension_mobility",
                    {"Extension Mobility enabled on a " + quoted(phone.model),
                     {},
                     "the model does not support it, so the product would not offer it; set it to \"disabled\""});
  }
}

}  // namespace roamsim::scenario
