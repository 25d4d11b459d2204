package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake is one line on stderr, exit code 2, and leaves nothing behind. */
class BadInputTest {

    @TempDir
    static Path folder;

    private static Session session;

    @AfterAll
    static void end() throws Exception {
        session.close();
    }

    @BeforeAll
    static void files() throws Exception {
        session = new Session(folder, CountingMain.class);
        Files.createDirectory(folder.resolve("empty"));
        Files.writeString(Files.createDirectory(folder.resolve("full")).resolve("notes.txt"), "");
        Files.writeString(folder.resolve("file"), "text\n");
        Files.writeString(folder.resolve("bad.yaml"), "data: {name: moons}\ngame: {tua1: 1}\n");
        Files.writeString(folder.resolve("based.yaml"), "base: rings\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "train | expected one preset (see 'dxmi presets') or -c FILE, got neither",
                "train 8gausians | unknown preset '8gausians'; did you mean 8gaussians?",
                "train 8gaussians moons | expected one preset (see 'dxmi presets') or -c FILE, got 8gaussians, moons",
                "train moons -c bad.yaml | bad.yaml: game.tua1 is not a known key; did you mean game.tau1?",
                "train moons -c based.yaml | based.yaml: expected no base in a file that is laid over preset moons, got rings; leave it out",
                "train -c bad.yaml -c based.yaml | based.yaml: expected no base in a file that is laid over bad.yaml, got rings",
                "train -c none.yaml | cannot read none.yaml: there is no such file",
                "train -c bad.yaml | bad.yaml: game.tua1 is not a known key; did you mean game.tau1?",
                "train -c file | file: expected sections",
                "train 8gaussians game.tua1=1 | game.tua1 is not a known key; did you mean game.tau1?",
                "train 8gaussians trainer.tau1=0.1 | trainer.tau1 is now game.tau1 or game.update.tau1",
                "train 8gaussians trainer.batch=many | trainer.batch must be a whole number, got 'many'",
                "train 8gaussians game.tau1=-0.1 | game.tau1 must be a finite number of at least 0.0, got -0.1",
                "train 8gaussians sampler.steps=0 | sampler.steps must be at least 1, got 0",
                "train 8gaussians sampler.kind=heun | sampler.kind must be ddpm or consistency for joint training",
                "sample run --solver=rk4 | Invalid value for option '--solver': must be one of ddpm, ddim, heun, dpm++, euler, consistency, got 'rk4'",
                "train 8gaussians sampler.kind=rk4 | sampler.kind must be one of ddpm, ddim, heun, dpm++, euler, consistency; got 'rk4'",
                "train digits sampler.steps=1 sampler.schedule.kind=fastdpm | sampler.steps must be at least 2 with a fastdpm schedule",
                "train 8gaussians --seed=-1 | seed must be at least 0, got -1",
                "train 8gaussians --seed=x | seed must be a whole number, got 'x'",
                "train 8gaussians --threads=0 | --threads must be within 1 and 1024, got 0",
                "train 8gaussians --threads=two | Invalid value for option '--threads': 'two' is not an int",
                "train 8gaussians --device=tpu | --device must be cpu, cuda or cuda:N, got tpu",
                "train 8gaussians --out full | --out full exists",
                "train 8gaussians --out file | --out file is a file",
                "train 8gaussians --out file/run | --out file/run cannot be made",
                "train 8gaussians --dryrun | Unknown option: '--dryrun'; did you mean --dry-run?",
                "train rings | data.name: no rings today",
                "train 8gaussians --download | --download is for data.name=mnist, fashion-mnist, cifar10",
                "train cifar10-T10 --download | --download needs data.path, the folder that the pictures go to, got nothing",
                "train --resume none | expected a run folder at none, got nothing: there is no such folder",
                "train --resume file | expected a run folder at file, got a file",
                "train --resume empty | expected a run folder at empty, got a folder without config.yaml",
                "train 8gaussians --resume empty | --resume takes its configuration and place from the run",
                "sample none | expected a run folder at none, got nothing: there is no such folder",
                "sample empty | expected a run folder at empty, got a folder without config.yaml",
                "sample empty -n 0 | --number must be at least 1, got 0",
                "sample empty --out file | --out file exists; expected a new file",
                "sample | Missing required parameter: 'RUN'",
                "sample empty --guidance NaN | --guidance must be a finite number, got NaN",
                "sample empty --batch 0 | --batch must be within 1 and 500, got 0",
                "export none --format torchscript | expected a run folder at none",
                "export empty --format hdf5 | Invalid value for option '--format'",
                "export empty --format safetensors --out file | --out file is a file",
                "inspect none.pth | none.pth: no such file",
                "inspect file | file: expected a PyTorch checkpoint, safetensors or npz file",
                "inspect empty | empty: expected a checkpoint file or a diffusers folder",
                "import file | file: expected a PyTorch checkpoint, safetensors or npz file",
                "import bad.yaml --out file | --out file exists; expected a new file",
                "evaluate none | expected a run folder at none",
                "evaluate file | expected --reference REF, or --against PRESET or RUN, beside the samples in file, got neither",
                "evaluate empty --against moons | --against is for a file of samples",
                "evaluate file --against mons | unknown preset 'mons'; did you mean moons?",
                "evaluate file --against moons | file: ",
                "score empty none.csv | none.csv: no such file",
                "trian | Unmatched argument at index 0: 'trian'; did you mean train?",
                "\"\" | expected a command: train, pretrain, ",
            })
    void oneLineExitTwoNothingWritten(String arguments, String message) throws Exception {
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
        Result result = session.run(words);
        assertThat(result.err()).startsWith("dxmi: " + message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("empty", "full", "file", "bad.yaml", "based.yaml");
        }
        assertThat(folder.resolve("empty")).isEmptyDirectory();
    }
}
