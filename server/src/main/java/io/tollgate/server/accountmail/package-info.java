/// What is mailed about an account: links that verify its address or set its password, and notices to its owner. Entry
/// types are [io.tollgate.server.accountmail.AccountMails] and [io.tollgate.server.accountmail.PersonNotices].
///
/// A request only ever notes that a mail is wanted; whether there is an account is looked up when the mail is written, so
/// that no answer and no duration tells. Tokens are made at that time too: none stands in the database, only its hash.
@NullMarked
package io.tollgate.server.accountmail;

import org.jspecify.annotations.NullMarked;
