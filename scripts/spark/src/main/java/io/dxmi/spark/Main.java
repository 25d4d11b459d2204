package io.dxmi.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Entry point of {@code scripts/dxmi-spark}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command line and returns its exit code. */
    static int run(String... arguments) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("train", TrainCommand::new);
        commands.put("compare", CompareCommand::new);
        commands.put("sweep", SweepCommand::new);
        commands.put("sample", SampleCommand::new);
        commands.put("score", ScoreCommand::new);
        commands.put("statistics", StatisticsCommand::new);
        return io.dxmi.cli.Main.run(
                "dxmi-spark",
                "Runs jobs of dxmi on Apache Spark, with the results of one machine.",
                commands,
                arguments);
    }
}
