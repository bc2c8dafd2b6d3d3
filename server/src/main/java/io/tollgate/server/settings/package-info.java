/// What an operator can set, where each value came from, and the checked values the rest of the server is built from.
///
/// [SettingsLoader] gathers texts from the command line, the environment, a file and the defaults in [SettingKeys];
/// [Settings] holds them as checked values. Everything wrong is reported at once, at start, with the key, what is
/// wrong and what would be right. After the start settings never change.
@NullMarked
package io.tollgate.server.settings;

import org.jspecify.annotations.NullMarked;
