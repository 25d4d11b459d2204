package io.dxmi.cli;

import io.dxmi.samplers.UserError;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether a training has several workers, and how they meet. */
final class WorkersArguments {

    /** The environment variable with the key that workers of one training share. */
    static final String KEY = "DXMI_WORKERS_KEY";

    private static final int MOST = 1024;
    private static final int KEY_BYTES = 16;
    private static final int MOST_PORT = 65535;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Processes that share the rows of every batch and sum their gradients; the result is that of"
                    + " one, to rounding (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Start no workers here: wait at this address for workers of any machine (--join).")
    private String listen;

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT",
            description = "Be a worker of the training at this address, which tells the configuration.")
    private String join;

    @Option(names = "--helper", hidden = true, paramLabel = "K", description = "This process was started as worker K.")
    private Integer helper;

    /** Number of workers, this process included. @throws UserError if it is out of range, or one is to wait for others */
    int count() {
        if (workers < 1 || workers > MOST) {
            throw new UserError("--workers must be within 1 and " + MOST + ", got " + workers);
        }
        if (workers == 1 && listen != null) {
            throw new UserError("--listen waits for other workers; expected --workers of at least 2, got 1");
        }
        return workers;
    }

    /** Where workers of other machines come to, if they do. */
    Optional<InetSocketAddress> listen() {
        return Optional.ofNullable(listen).map(text -> address("--listen", text));
    }

    /** The training that this process joins, if it does. */
    Optional<InetSocketAddress> join() {
        if (join != null && (workers != 1 || listen != null)) {
            throw new UserError("--join goes without --workers and --listen, which are for the first worker");
        }
        Optional<InetSocketAddress> first = Optional.ofNullable(join).map(text -> address("--join", text));
        if (first.isPresent() && first.get().getPort() == 0) {
            throw new UserError("--join needs the port of the first worker, got " + join);
        }
        return first;
    }

    /** The number that the first worker started this process with; empty if a user started it. */
    Optional<Integer> helper() {
        return Optional.ofNullable(helper);
    }

    /** The key that the environment holds. */
    static Optional<String> givenKey() {
        return Optional.ofNullable(System.getenv(KEY)).filter(key -> !key.isBlank());
    }

    /** A key that nobody guesses. */
    static String newKey() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static InetSocketAddress address(String option, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon).replaceAll("^\\[|\\]$", "");
        String port = text.substring(colon + 1);
        boolean fits = colon > 0 && !host.isEmpty() && port.matches("\\d{1,5}") && Integer.parseInt(port) <= MOST_PORT;
        if (!fits) throw new UserError(option + " must be HOST:PORT, such as node1:7000, got " + text);
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(port));
        if (address.isUnresolved()) throw new UserError(option + ": there is no machine named " + host);
        return address;
    }
}
