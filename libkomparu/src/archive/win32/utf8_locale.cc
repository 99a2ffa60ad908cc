// SPDX-License-Identifier: MIT
#include "archive/utf8_locale.h"

namespace komparu::archive {

Utf8Locale::Utf8Locale() : before_(nullptr) {}

Utf8Locale::~Utf8Locale() = default;

}  // namespace komparu::archive
