package io.tollgate.guard.redis;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;

/// Closes a connection that takes commands but no longer answers: a server that was stopped, or a network that acknowledges and
/// delivers nothing. TCP itself sees nothing wrong then, and the client would go on writing to it. It looks whenever something
/// is written, which a health check does at least.
///
/// Used by the connection's event loop only.
final class StallWatch extends ChannelDuplexHandler {
    private final long longestNanos;
    private final Runnable onStall;
    private boolean owesAnswer;
    private long since;

    StallWatch(Duration longest, Runnable onStall) {
        this.longestNanos = longest.toNanos();
        this.onStall = onStall;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        long now = System.nanoTime();
        if (!owesAnswer) {
            owesAnswer = true;
            since = now;
        }
        context.write(message, promise);
        if (now - since > longestNanos) {
            since = now;
            onStall.run();
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        owesAnswer = false;
        context.fireChannelRead(message);
    }
}
