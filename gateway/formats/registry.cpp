// All formats, one row each.

#include "formats/format.h"
#include "formats/hl7v2/hl7v2.h"

#include <array>

namespace schakel::formats {

namespace {

const hl7v2::Hl7v2 kHl7v2;

const std::array<const Format*, 1> kFormats = {
    &kHl7v2,
};

}  // namespace

std::span<const Format* const> all() { return kFormats; }

const Format* by_name(std::string_view name) {
  for (const Format* f : kFormats) {
    if (f->name() == name) return f;
  }
  return nullptr;
}

const Format* by_media_type(std::string_view media_type) {
  for (const Format* f : kFormats) {
    for (const std::string_view m : f->media_types()) {
      if (m == media_type) return f;
    }
  }
  return nullptr;
}

const Format* by_content(std::string_view bytes) {
  const Format* best = nullptr;
  int most = 0;
  for (const Format* f : kFormats) {
    const int sure = f->sniff(bytes);
    if (sure > most) {
      most = sure;
      best = f;
    }
  }
  return best;
}

}  // namespace schakel::formats
