#include "validation/names.h"

namespace schakel::validation {

const Names& Names::get() {
  static const Names names = [] {
    Names n;
    const auto in = [](const char* name) { return Name::intern(name); };
    n.id = in("id");
    n.extension = in("extension");
    n.modifier_extension = in("modifierExtension");
    n.url = in("url");
    n.value = in("value");
    n.reference = in("reference");
    n.identifier = in("identifier");
    n.type = in("type");
    n.display = in("display");
    n.system = in("system");
    n.version = in("version");
    n.code = in("code");
    n.coding = in("coding");
    n.text = in("text");
    n.div = in("div");
    n.contained = in("contained");
    n.meta = in("meta");
    n.profile = in("profile");
    n.entry = in("entry");
    n.full_url = in("fullUrl");
    n.resource = in("resource");
    n.request = in("request");
    n.method = in("method");
    n.link = in("link");
    n.relation = in("relation");
    n.if_none_exist = in("ifNoneExist");
    n.start = in("start");
    n.end = in("end");
    n.focus = in("focus");
    n.target = in("target");
    n.data = in("data");
    n.bundle = in("Bundle");
    n.reference_type = in("Reference");
    n.extension_type = in("Extension");
    n.codeable_concept = in("CodeableConcept");
    n.coding_type = in("Coding");
    n.quantity_type = in("Quantity");
    return n;
  }();
  return names;
}

}  // namespace schakel::validation
