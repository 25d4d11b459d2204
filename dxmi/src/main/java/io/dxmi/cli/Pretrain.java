package io.dxmi.cli;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.runs.Experiments;
import io.dxmi.samplers.UserError;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code dxmi pretrain}: the first part of {@code train} by itself. */
@Command(
        name = "pretrain",
        description = "Trains a sampler alone, as a DDPM; 'dxmi train --init RUN' goes on from there.",
        footer = {
            "",
            "Examples:",
            "  dxmi pretrain digits pretrain.iterations=10000 --out runs/digits-ddpm",
            "  dxmi train digits pretrain.iterations=0 --init runs/digits-ddpm"
        })
class Pretrain extends Train {

    Pretrain(Experiments experiments) {
        super(experiments);
    }

    @Override
    List<String> fixed() {
        return List.of("trainer.iterations=0");
    }

    @Override
    boolean pretrains() {
        return true;
    }

    @Override
    void check(Config config) {
        if (config.game() instanceof GameConfig.Chains) {
            throw new UserError("this command trains a sampler alone, but game.kind=chains of " + config.name()
                    + " has none;" + " expected game.kind=dxmi or gcd");
        }
    }
}
