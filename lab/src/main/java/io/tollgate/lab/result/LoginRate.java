package io.tollgate.lab.result;

/// Logins of so many callers beside what the password hash alone allows them.
///
/// @param checks checks of a password a second in a process that does nothing else
/// @param logins logins a second
/// @param ratio  logins over checks, pair by pair
public record LoginRate(int callers, Summary checks, Summary logins, Summary ratio) {}
