package io.dxmi.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The same work in PyTorch in several settings, a process each, which take turns. */
final class PythonPeers implements AutoCloseable {

    /** Without PyTorch. */
    static final PythonPeers NONE = new PythonPeers(List.of());

    private final Map<Reference, Samples> times = new LinkedHashMap<>();

    private PythonPeers(List<Reference> peers) {
        for (Reference peer : peers) times.put(peer, new Samples());
    }

    /**
     * Starts them.
     *
     * @param script in the folder scripts
     * @param kinds what each of them is: the first two arguments of the script
     * @param sizes the other arguments
     * @throws io.dxmi.samplers.UserError if one cannot be started
     */
    static PythonPeers of(String python, String script, List<List<String>> kinds, Object... sizes) {
        Path file = Path.of(System.getProperty("dxmi.home", "."), "scripts", script);
        List<Reference> peers = new ArrayList<>();
        try {
            for (List<String> kind : kinds) {
                List<Object> arguments = new ArrayList<>(kind);
                arguments.addAll(List.of(sizes));
                peers.add(new Reference(python, file, arguments.toArray()));
            }
        } catch (RuntimeException e) {
            peers.forEach(Reference::close);
            throw e;
        }
        return new PythonPeers(peers);
    }

    void warmUp(int iterations) {
        times.keySet().forEach(peer -> peer.run(iterations, new Samples()));
    }

    void run(int iterations) {
        times.forEach((peer, samples) -> peer.run(iterations, samples));
    }

    /** Each with its times, and the ratio to the fastest by processor time. */
    void print(Samples ours, double goal, Consumer<String> lines) {
        times.forEach((peer, samples) -> lines.accept("PyTorch            " + samples + "   " + peer.version()));
        times.entrySet().stream()
                .min(Comparator.comparingDouble(e -> e.getValue().medianCpu()))
                .ifPresent(best -> lines.accept(String.format(
                        Locale.ROOT,
                        "ratio to the best  %s   (%s; target: at most %.2f)",
                        ours.ratioTo(best.getValue()),
                        best.getKey().version(),
                        goal)));
    }

    @Override
    public void close() {
        times.keySet().forEach(Reference::close);
    }
}
