package io.tollgate.server.http;

/// What is wrong with one field of a request.
///
/// @param field name of the field, or of the parameter
/// @param reason short and stable, for programs
/// @param message a sentence, for people
public record FieldError(String field, String reason, String message) {}
