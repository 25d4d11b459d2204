package io.dxmi.ring;

import io.dxmi.Versions;
import io.dxmi.samplers.UserError;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/**
 * The first words on a connection between workers. A connection without the key is closed before anything is said.
 *
 * @param version of the toolkit
 * @param rank of a worker that connects to the next one, or the number that a joining worker asks for; -1 for any
 * @param port where a joining worker waits for the worker before it; 0 for a worker that connects to the next one
 */
record Hello(String version, int rank, int port) {

    private static final String MAGIC = "dxmi workers 1";

    /** How long a connection may take over its first words. */
    private static final int PATIENCE_MILLIS =
            Math.toIntExact(Duration.ofSeconds(20).toMillis());

    private static final int BUFFER = 4 << 20;

    /** On an idle connection, the other machine is asked after so many seconds whether it lives; then again, so many times. */
    private static final Map<SocketOption<Integer>, Integer> ALIVE = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 30,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 10,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

    static Hello joining(int number, int port) {
        return new Hello(Versions.CURRENT.toolkit(), number, port);
    }

    static Hello next(int rank) {
        return new Hello(Versions.CURRENT.toolkit(), rank, 0);
    }

    /** Sends the words. */
    void write(SocketChannel channel, String key) throws IOException {
        prepare(channel);
        DataOutputStream out = new DataOutputStream(channel.socket().getOutputStream());
        out.writeUTF(MAGIC);
        out.writeUTF(key);
        out.writeUTF(version);
        out.writeInt(rank);
        out.writeInt(port);
        out.flush();
    }

    /** Reads the words of a connection. @throws IOException if they are others, or the key is another */
    static Hello read(SocketChannel channel, String key) throws IOException {
        prepare(channel);
        channel.socket().setSoTimeout(PATIENCE_MILLIS);
        DataInputStream in = new DataInputStream(channel.socket().getInputStream());
        boolean isOurs = in.readUTF().equals(MAGIC) && isEqual(in.readUTF(), key);
        if (!isOurs) throw new IOException("a connection without the key of this training");
        Hello hello = new Hello(in.readUTF(), in.readInt(), in.readInt());
        channel.socket().setSoTimeout(0);
        return hello;
    }

    private static boolean isEqual(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** Small messages go out at once, and the system finds out within about a minute that the other machine is gone. */
    private static void prepare(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
        for (Map.Entry<SocketOption<Integer>, Integer> option : ALIVE.entrySet()) {
            if (channel.supportedOptions().contains(option.getKey())) {
                channel.setOption(option.getKey(), option.getValue());
            }
        }
    }

    /** @throws UserError if the other worker has another version */
    void requireVersion() {
        if (version.equals(Versions.CURRENT.toolkit())) return;
        throw new UserError("expected dxmi " + version + " as the first worker has, got " + Versions.CURRENT.toolkit()
                + "; use one version for all workers");
    }
}
