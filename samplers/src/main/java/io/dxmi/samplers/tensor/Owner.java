package io.dxmi.samplers.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The process that a lock or a temporary file belongs to. Process numbers are used again, so the start time is part of it.
 *
 * @param host a hash of the host's name
 * @param pid process number
 * @param started milliseconds since 1970, 0 if the system does not tell
 */
record Owner(String host, long pid, long started) {

    /** Start times of one process differ a little between two readings when the clock is corrected meanwhile. */
    private static final long SAME_START_MILLIS = 5000;

    private static final String HOST = hostName();
    private static final Pattern TEXT = Pattern.compile("([0-9a-f]+)-(\\d{1,18})-(\\d{1,18})");

    static final Owner SELF = new Owner(hash(HOST), ProcessHandle.current().pid(), startOf(ProcessHandle.current()));

    /** The name of this host. */
    static String thisHost() {
        return HOST;
    }

    /** Reads what {@link #toString} wrote. */
    static Optional<Owner> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        return Optional.of(
                new Owner(matcher.group(1), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3))));
    }

    boolean isOfThisHost() {
        return host.equals(SELF.host);
    }

    /** Whether the process still runs on this host. */
    boolean isAlive() {
        return isOfThisHost()
                && ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .map(process -> Math.abs(startOf(process) - started) <= SAME_START_MILLIS)
                        .orElse(false);
    }

    @Override
    public String toString() {
        return host + "-" + pid + "-" + started;
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String hash(String name) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /** Without a look-up in the network, which can take long. */
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            String name = System.getenv().getOrDefault("HOSTNAME", System.getenv("COMPUTERNAME"));
            return name == null ? "this host" : name;
        }
    }
}
