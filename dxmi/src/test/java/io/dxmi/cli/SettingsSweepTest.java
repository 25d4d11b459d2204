package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.config.Settings;
import io.dxmi.runs.training.TrainingRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every setting at values that nobody means. {@code train --dry-run} accepts the value, or refuses it in one line that
 * names a setting; what it accepts can be trained.
 */
@Tag("slow")
class SettingsSweepTest {

    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "1",
            "3",
            "1e9",
            "1000000000",
            "2147483647",
            "9223372036854775807",
            "1e-300",
            "1e300",
            "NaN",
            "",
            "nonsense",
            "[]",
            "[0]",
            "[1000000000]",
            "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]");

    /** One iteration of each phase, for what the dry run accepts. */
    private static final List<String> SHORT = List.of(
            "trainer.iterations=1",
            "pretrain.iterations=1",
            "trainer.batch=16",
            "pretrain.batch=16",
            "evaluation.samples=16",
            "evaluation.projections=2");

    /** A path that is nowhere is named itself. */
    private static final Set<String> PATHS = Set.of("data.path", "pretrain.init");

    /** Settings that only say how long the training takes. */
    private static final Set<String> DURATIONS = Set.of("trainer.iterations", "pretrain.iterations");

    private static final List<List<String>> SETUPS = List.of(
            List.of("8gaussians"),
            List.of(
                    "8gaussians",
                    "game.path.kind=adaptive-brownian",
                    "game.time_cost.kind=constant",
                    "sampler.schedule.kind=karras",
                    "energy.gradient_penalty.kind=two-sided",
                    "energy.spectral_bound=1"),
            List.of("gcd-8gaussians", "game.update.kind=ppo", "objective.kind=ranking"),
            List.of("pcd-8gaussians", "trainer.micro_batch=4"),
            List.of(
                    "8gaussians",
                    "sampler.schedule.kind=ddpm-subsampled",
                    "objective.kind=denoising",
                    "game.value_step.kind=backward",
                    "game.sampler_step.kind=minibatch"),
            List.of("digits"),
            List.of(
                    "digits",
                    "sampler.network.kind=ddpm-unet",
                    "sampler.network.width=32",
                    "sampler.network.multipliers=[1]",
                    "sampler.network.blocks=1",
                    "energy.network.kind=igebm",
                    "energy.network.width=8",
                    "value.network.kind=ddpm-encoder",
                    "value.network.width=32",
                    "value.network.multipliers=[1]",
                    "value.network.blocks=1"),
            List.of(
                    "digits",
                    "data.classes=10",
                    "sampler.network.kind=adm-unet",
                    "sampler.network.width=32",
                    "sampler.network.multipliers=[1]",
                    "sampler.network.blocks=1",
                    "sampler.network.head=32",
                    "energy.network.kind=igebm",
                    "energy.network.width=8"));

    private record Outcome(int code, String err) {}

    @TempDir
    Path folder;

    private int runs;

    private static Outcome run(List<String> arguments) {
        StringWriter err = new StringWriter();
        CommandLine line = Main.commands((config, device) -> new TrainingRun(config, Devices.named(device)))
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(new StringWriter()));
        return new Outcome(line.execute(arguments.toArray(String[]::new)), err.toString());
    }

    private static List<String> train(List<String> setup, List<String> more) {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(setup);
        all.addAll(more);
        return all;
    }

    /** Keys of networks are tried with each setup, all others with the first that reads them. */
    @Test
    void refusedByNameOrTrainable() {
        List<String> faults = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (List<String> setup : SETUPS) {
            for (String key : Settings.all().keySet()) {
                if (done.contains(key) && !key.contains(".network.")) continue;
                if (isRead(setup, key, faults)) done.add(key);
            }
        }
        assertThat(done).as("settings that were tried").hasSizeGreaterThan(80);
        assertThat(faults).isEmpty();
    }

    /** @return whether a setup reads the key at all */
    private boolean isRead(List<String> setup, String key, List<String> faults) {
        for (String value : VALUES) {
            String assignment = key + "=" + value;
            String place = String.join(" ", setup) + " " + assignment;
            Outcome dry = run(train(setup, List.of(assignment, "--dry-run", "--quiet")));
            if (dry.err().contains("belongs to") || dry.err().contains("has no effect here")) return false;
            if (dry.code() == 0) {
                String fault = DURATIONS.contains(key) ? "" : trained(setup, assignment);
                if (!fault.isEmpty()) faults.add(place + " -> trained: " + fault);
            } else if (dry.code() != 2
                    || dry.err().lines().count() != 1
                    || !(PATHS.contains(key) || names(dry.err(), key))) {
                faults.add(place + " -> " + dry.code() + " " + dry.err().strip());
            }
        }
        return true;
    }

    private static boolean names(String err, String key) {
        return err.contains(key.substring(key.lastIndexOf('.') + 1)) || err.contains(key.replaceFirst("\\..*", "."));
    }

    /** @return what is wrong with a training of one iteration, if anything */
    private String trained(List<String> setup, String assignment) {
        List<String> more = new ArrayList<>(SHORT);
        more.removeIf(a -> a.startsWith(assignment.replaceFirst("=.*", "=")));
        more.add(assignment);
        more.addAll(List.of(
                "--quiet", "--out", folder.resolve(Integer.toString(runs++)).toString()));
        Outcome outcome = run(train(setup, more));
        if (outcome.code() == 0 || outcome.code() == 2) return "";
        return outcome.err().matches("(?s)dxmi: failed: .*diverged.*")
                ? ""
                : outcome.code() + " " + outcome.err().strip();
    }
}
