package io.tollgate.server.alert;

import io.tollgate.server.mail.MailException;
import io.tollgate.server.mail.MailMessage;
import io.tollgate.server.mail.MailTransport;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/// The least that speaks SMTP.
record SmtpForTests(int port) implements MailTransport {

    @Override
    public void send(MailMessage message) throws MailException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", String.valueOf(port));
        properties.put("mail.smtp.connectiontimeout", "2000");
        properties.put("mail.smtp.timeout", "2000");
        try {
            MimeMessage mime = new MimeMessage(Session.getInstance(properties));
            mime.setFrom(new InternetAddress("tollgate@example.org"));
            for (String to : message.to()) {
                mime.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
            }
            mime.setSubject(message.subject(), "UTF-8");
            mime.setText(message.text(), "UTF-8");
            Transport.send(mime);
        } catch (MessagingException e) {
            throw new MailException(e.getClass().getSimpleName(), false, e);
        }
    }
}
