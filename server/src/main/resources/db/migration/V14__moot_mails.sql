-- Mails that said nothing are forgotten long before the others.
CREATE INDEX idx_mail_moot ON mail_outbox (finished_at) WHERE outcome = 'moot';
