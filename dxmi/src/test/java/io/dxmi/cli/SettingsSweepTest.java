package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.config.Settings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every setting at values that nobody means: {@code train --dry-run} accepts the value, or refuses it in one line that names
 * the setting.
 */
@Tag("slow")
class SettingsSweepTest {

    /** Wrong types, wrong signs, slips of the keyboard, and the smallest and largest numbers of each type. */
    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "1",
            "7",
            "2147483647",
            "9223372036854775807",
            "1e-30",
            "1e30",
            "1e-300",
            "NaN",
            "null",
            "",
            "true",
            "nonsense",
            "x".repeat(2000),
            "[]",
            "[0]",
            "[1]",
            "[7, null]",
            "[1000000000]",
            "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]");

    /** Every so many-th value of a setting that was tried with all of them. */
    private static final int LATER = 7;

    /** Two files of curves that are there, so that a message can name the one that is not. */
    private static final Path CURVES = Path.of("target", "sweep-curves.csv");

    /** A folder of pictures, for the same reason. */
    private static final Path PICTURES = Path.of("target", "sweep-pictures");

    @BeforeAll
    static void pictures() throws IOException {
        Files.createDirectories(PICTURES);
        BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 80; i++)
            ImageIO.write(picture, "png", PICTURES.resolve(i + ".png").toFile());
    }

    @BeforeAll
    static void curves() throws IOException {
        String row = IntStream.range(0, 40).mapToObj(i -> "0." + i % 10).collect(Collectors.joining(",")) + "\n";
        Files.createDirectories(CURVES.getParent());
        Files.writeString(CURVES, row.repeat(400));
    }

    /** One iteration of each phase, for what the dry run accepts. */
    private static final List<String> SHORT = List.of(
            "trainer.iterations=1",
            "pretrain.iterations=1",
            "trainer.batch=16",
            "pretrain.batch=16",
            "evaluation.samples=16",
            "evaluation.projections=2");

    /** A file that is not there is named itself. */
    private static final Set<String> PATHS = Set.of("data.path", "data.source", "pretrain.init");

    /** Settings that only say how long a training takes. */
    private static final Set<String> DURATIONS =
            Set.of("trainer.iterations", "pretrain.iterations", "game.steps", "game.sample_steps", "evaluation.draws");

    /**
     * Choices that bring other settings with them.
     *
     * @param setup arguments of {@code train}
     * @param sections of the settings to be tried
     */
    record Part(List<String> setup, List<String> sections) {

        private static Part of(String setup, String sections) {
            return new Part(List.of(setup.split(" ")), List.of(sections.split(" ")));
        }

        List<String> keys() {
            return Settings.all().keySet().stream()
                    .filter(key -> sections.stream().anyMatch(key::startsWith))
                    .toList();
        }

        @Override
        public String toString() {
            return String.join(" ", setup) + ": " + String.join(" ", sections);
        }
    }

    /** Every setting is read by one of them; settings of networks for images by networks of each kind. */
    static List<Part> parts() {
        return List.of(
                Part.of("8gaussians", "format base name seed data. game. objective. sampler."),
                Part.of("8gaussians", "energy. value. pretrain. trainer. evaluation."),
                Part.of(
                        "8gaussians game.path.kind=adaptive-brownian game.time_cost.kind=constant"
                                + " game.value_step.kind=backward game.sampler_step.kind=minibatch",
                        "game.path game.time_cost game.value_step game.sampler_step sampler.steps trainer.micro_batch"),
                Part.of(
                        "8gaussians sampler.schedule.kind=karras energy.gradient_penalty.kind=two-sided"
                                + " energy.spectral_bound=1",
                        "sampler.schedule sampler.steps energy.gradient_penalty energy.spectral_bound"),
                Part.of(
                        "8gaussians sampler.schedule.kind=ddpm-subsampled objective.kind=denoising",
                        "sampler.schedule sampler.steps objective"),
                Part.of(
                        "8gaussians pretrain.loss.kind=consistency sampler.schedule.kind=karras pretrain.iterations=0",
                        "pretrain.loss"),
                Part.of("8gaussians objective.kind=c-transform", "objective"),
                Part.of("8gaussians sampler.schedule.kind=fastdpm", "sampler.steps sampler.prediction"),
                Part.of("8gaussians sampler.schedule.kind=ddgan", "sampler.steps sampler.schedule"),
                Part.of(
                        "8gaussians sampler.schedule.kind=flow sampler.prediction=flow",
                        "sampler.steps sampler.schedule"),
                Part.of(
                        "gcd-8gaussians game.update.kind=dxdp game.update.path.kind=adaptive-brownian"
                                + " game.update.time_cost.kind=sigmoid game.update.value_step.kind=backward"
                                + " game.update.sampler_step.kind=minibatch",
                        "game."),
                Part.of("gcd-8gaussians game.update.kind=dxdp", "game.update.sampler_step"),
                Part.of("gcd-8gaussians game.update.kind=ppo objective.kind=ranking", "game. objective trainer.batch"),
                Part.of("pcd-8gaussians", "game. trainer. evaluation. pretrain."),
                Part.of("pcd-8gaussians game.start.kind=noise game.kernel.kind=mala", "game."),
                Part.of(
                        "transport data.source=moons data.path=rings",
                        "data. game. sampler. energy. pretrain. evaluation."),
                Part.of("transport-one-to-many", "data. game. trainer."),
                Part.of("transport-curves-one-to-many", "data. game."),
                Part.of("transport-curves data.source=" + CURVES + " data.path=" + CURVES, "data."),
                Part.of("transport-images data.source=" + PICTURES + " data.path=" + PICTURES, "data. evaluation."),
                Part.of("digits", "data. sampler.network energy. value.network evaluation."),
                Part.of("points data.path=/nowhere/points.csv", "data."),
                Part.of("fashion-mnist-T4", "data. sampler.network energy.network"),
                Part.of(
                        "digits sampler.network.kind=ddpm-unet sampler.network.width=32"
                                + " sampler.network.multipliers=[1,2] sampler.network.blocks=1"
                                + " energy.network.kind=igebm energy.network.width=8"
                                + " value.network.kind=ddpm-encoder value.network.width=32"
                                + " value.network.multipliers=[1,2] value.network.blocks=1",
                        "sampler.network energy.network value.network"),
                Part.of(
                        "digits data.classes=10 sampler.network.kind=adm-unet sampler.network.width=32"
                                + " sampler.network.multipliers=[1,2] sampler.network.blocks=1 sampler.network.head=32"
                                + " sampler.network.attention=[4]",
                        "data. sampler.network energy.network"),
                Part.of(
                        "digits sampler.network.kind=ddp-unet sampler.network.width=32"
                                + " sampler.network.multipliers=[1,2]",
                        "sampler.network"),
                Part.of(
                        "digits sampler.network.kind=song-unet sampler.network.width=32"
                                + " sampler.network.multipliers=[1,2] sampler.network.blocks=1",
                        "sampler.network"),
                Part.of(
                        "digits data.classes=10 sampler.network.kind=song-unet sampler.network.family=adm"
                                + " sampler.network.width=32 sampler.network.multipliers=[1,2]"
                                + " sampler.network.blocks=1 sampler.network.attention=[4]",
                        "sampler.network"),
                Part.of("imagenet64-T4", "data. sampler.network energy.network value."),
                Part.of("cifar10-T4-ddgan", "data. sampler.network sampler.steps evaluation."),
                Part.of("digits value.kind=shared value.network.kind=conv", "value. energy.network"));
    }

    private record Outcome(int code, String err) {

        /** Whether the setup has no such setting, or makes no use of it. */
        boolean isUnread() {
            return err.contains(" belongs to ") || err.contains(" has no effect here");
        }
    }

    @TempDir
    Path folder;

    private int runs;

    private static Outcome run(List<String> arguments) {
        StringWriter err = new StringWriter();
        String[] words = arguments.toArray(String[]::new);
        CommandLine line = Main.called(UntimedMain.experiments(), words)
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(new StringWriter()));
        return new Outcome(line.execute(words), err.toString());
    }

    private static Outcome train(Part part, String... more) {
        List<String> all = new ArrayList<>(List.of("train", "--quiet"));
        all.addAll(part.setup());
        all.addAll(List.of(more));
        return run(all);
    }

    /** A setting that an earlier part has read with all values is tried with every seventh in a later one; with all by -Ddxmi.sweep=all. */
    @Test
    void everySettingIsAcceptedOrRefusedByName() {
        boolean all = "all".equals(System.getProperty("dxmi.sweep"));
        Set<String> read = new LinkedHashSet<>();
        Set<String> readWithAll = new LinkedHashSet<>();
        List<String> faults = new ArrayList<>();
        int turn = 0;
        for (Part part : parts()) {
            for (String key : part.keys()) {
                boolean some = readWithAll.contains(key) && !all;
                boolean unread = false;
                for (int i = some ? turn++ % LATER : 0; i < VALUES.size() && !unread; i += some ? LATER : 1) {
                    String value = VALUES.get(i);
                    Outcome dry = train(part, key + "=" + value, "--dry-run");
                    unread = dry.isUnread();
                    if (unread) continue;
                    read.add(key);
                    if (!isAcceptedOrRefused(dry, key, value)) {
                        faults.add(part + " " + key + "=" + value + " -> " + dry.code() + " " + dry.err());
                    }
                }
                if (!unread) readWithAll.add(key);
            }
        }
        assertThat(faults).isEmpty();
        assertThat(read).containsExactlyInAnyOrderElementsOf(Settings.all().keySet());
    }

    private static boolean isAcceptedOrRefused(Outcome dry, String key, String value) {
        if (dry.code() == 0) return true;
        return dry.code() == 2 && dry.err().lines().count() == 1 && names(dry.err(), key, value);
    }

    /** The key itself, its last word together with its section, or the file that is not there. */
    private static boolean names(String err, String key, String value) {
        if (err.contains(key) || (PATHS.contains(key) && err.contains(value + ": no such file"))) return true;
        int last = key.lastIndexOf('.');
        return last > 0 && err.contains(key.substring(0, last)) && err.contains(key.substring(last + 1));
    }

    /** One iteration of every accepted value takes long, so that it runs only with -Ddxmi.sweep=train. */
    @ParameterizedTest
    @MethodSource("parts")
    @EnabledIfSystemProperty(named = "dxmi.sweep", matches = "train")
    void whatIsAcceptedTrainsOrIsRefusedByName(Part part) {
        List<String> faults = new ArrayList<>();
        for (String key : part.keys()) {
            if (DURATIONS.contains(key)) continue;
            for (String value : VALUES) {
                String assignment = key + "=" + value;
                Outcome dry = train(part, assignment, "--dry-run");
                if (dry.isUnread()) break;
                if (dry.code() != 0) continue;
                List<String> more = new ArrayList<>(SHORT);
                more.removeIf(other -> other.startsWith(key + "="));
                more.add(assignment);
                more.addAll(List.of("--out", folder.resolve("run-" + runs++).toString()));
                Outcome trained = train(part, more.toArray(String[]::new));
                if (trained.code() != 0 && trained.code() != 2 && !trained.err().contains("diverged")) {
                    faults.add(assignment + " -> " + trained.code() + " " + trained.err());
                }
            }
        }
        assertThat(faults).isEmpty();
    }
}
