package io.dxmi.cli;

import io.dxmi.samplers.UserError;
import io.dxmi.watch.WatchServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi watch}. */
@Command(
        name = "watch",
        description = "Shows runs on a page of this machine while they train: curves, samples, energies, warnings.",
        footer = {
            "",
            "The page listens on the loopback interface alone, loads nothing from elsewhere and changes no file. Runs"
                    + " that",
            "appear in FOLDER are shown too. On a machine that you reach by ssh, forward the port: ssh -L"
                    + " 8642:localhost:8642.",
            "",
            "Examples:",
            "  dxmi watch",
            "  dxmi watch runs/8gaussians-1 runs/8gaussians-2 --port 9000"
        })
final class Watch implements Callable<Integer> {

    private static final int LARGEST_PORT = 65535;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN|FOLDER",
            arity = "0..*",
            description = "Run folders, or folders of runs (default: runs).")
    private List<Path> places;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8642",
            description = "Port of the page (default: ${DEFAULT-VALUE}); 0 takes a free one.")
    private int port;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > LARGEST_PORT) {
            throw new UserError("--port must be within 0 and " + LARGEST_PORT + ", got " + port);
        }
        if (places != null) WatchServer.requireFolders(places);
        List<Path> watched = places == null ? List.of(Path.of("runs")) : places;
        try (WatchServer server = WatchServer.start(watched, port)) {
            PrintWriter err = spec.commandLine().getErr();
            if (server.runs() == 0)
                err.println("dxmi: no runs in " + watched.get(0) + " yet; they appear when they begin");
            spec.commandLine().getOut().println(server.address());
            err.println("dxmi: open this address in a browser; Ctrl-C ends the page, no training");
            server.await();
        }
        return 0;
    }
}
