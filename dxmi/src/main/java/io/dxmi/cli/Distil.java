package io.dxmi.cli;

import io.dxmi.config.Config;
import io.dxmi.runs.Experiments;
import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code dxmi distil}: a pre-training that draws a sampler of one and a few steps out of a trained network. */
@Command(
        name = "distil",
        description = {
            "Distils a trained network into a sampler of one or a few steps, by consistency distillation.",
            "The teacher is --init: a run of 'dxmi pretrain', or another checkpoint. 'dxmi train --init RUN' goes on"
                    + " from the result."
        },
        footer = {
            "",
            "Examples:",
            "  dxmi pretrain digits --out runs/teacher",
            "  dxmi distil digits --init runs/teacher --out runs/distilled",
            "  dxmi sample runs/distilled -n 100 --steps 1 --out one-step.png",
            "  dxmi train digits --init runs/distilled sampler.steps=1"
        })
final class Distil extends Pretrain {

    Distil(Experiments experiments) {
        super(experiments);
    }

    @Override
    List<String> fixed() {
        List<String> all = new ArrayList<>(super.fixed());
        all.add("pretrain.loss.kind=consistency");
        all.add("sampler.kind=consistency");
        return all;
    }

    @Override
    void check(Config config) {
        if (config.pretrain().iterations() == 0) {
            throw new UserError("distil trains for pretrain.iterations iterations; expected a number above 0, got 0");
        }
        super.check(config);
    }
}
