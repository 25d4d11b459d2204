package io.dxmi.cli;

import io.dxmi.runs.Experiments;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.engine.Devices;

/** The command line whose dry runs do not time the training. */
final class UntimedMain {

    private UntimedMain() {}

    public static void main(String[] arguments) {
        System.exit(Main.run(experiments(), arguments));
    }

    static Experiments experiments() {
        return (config, device) -> new Untimed(new TrainingRun(config, Devices.named(device)));
    }
}
