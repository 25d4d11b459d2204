package io.dxmi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs a copy of {@code scripts/dxmi} in a project of its own, whose java and mvn are shell scripts that say what they were told. */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
class LauncherTest {

    private static final String JAVA = """
            #!/bin/sh
            if [ "$1" = -version ]; then echo 'openjdk version "%s" 2026-01-01' >&2; exit 0; fi
            pwd
            env | grep -E '^(MALLOC_|OMP_|DJL_|OPT_|LC_ALL)'
            for argument in "$@"; do echo "<$argument>"; done
            exit 7
            """;

    private static final String MAVEN = """
            #!/bin/sh
            echo "$*" >>calls
            touch dxmi/target/dxmi.jar
            echo "$PWD/pom.xml" >dxmi/target/classpath.txt
            """;

    private static final List<String> TOOLS = List.of(
            "bash",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sleep",
            "tail",
            "touch");

    @TempDir
    private Path folder;

    private Path project;
    private final Map<String, String> environment = new HashMap<>();

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void aProject() throws IOException {
        project = Files.createDirectories(folder.resolve("a project"));
        Files.createDirectories(project.resolve("dxmi/src/main"));
        Files.createDirectories(project.resolve("scripts"));
        Files.createFile(project.resolve("pom.xml"));
        Files.createFile(project.resolve("dxmi/src/main/Source.java"));
        for (String script : List.of("dxmi", "launch")) {
            Path original = Path.of(System.getProperty("dxmi.root"), "scripts", script);
            Files.copy(original, project.resolve("scripts").resolve(script));
        }
        // Everything so far is old, so that "newer" never depends on the resolution of file times.
        try (var made = Files.walk(project)) {
            for (Path path : made.toList()) setAge(path, -60);
        }
        executable(jdk().resolve("bin/java"), JAVA.formatted("17.0.1"));
        executable(jdk().resolve("bin/javac"), "#!/bin/sh\n");
        executable(folder.resolve("maven/mvn"), MAVEN);
        environment.put("JAVA_HOME", jdk().toString());
        environment.put("PATH", folder.resolve("maven") + ":" + systemTools());
    }

    @Test
    void oldJavaIsOneLine() throws Exception {
        executable(jdk().resolve("bin/java"), JAVA.formatted("11.0.22"));
        assertRefused(launch("--help"), 2, "expected a JDK 17 or newer, found Java 11.0.22 (JAVA_HOME=" + jdk() + ")");
    }

    @Test
    void theVersionSchemeOfJava8IsUnderstood() throws Exception {
        executable(jdk().resolve("bin/java"), JAVA.formatted("1.8.0_392"));
        assertRefused(launch("--help"), 2, "found Java 1.8.0_392");
    }

    @Test
    void missingJavaIsOneLine() throws Exception {
        environment.put("JAVA_HOME", folder.resolve("nowhere").toString());
        assertRefused(launch("--help"), 2, "found no java (JAVA_HOME=" + folder.resolve("nowhere") + ")");
    }

    @Test
    void aRuntimeWithoutCompilerIsOneLine() throws Exception {
        Files.delete(jdk().resolve("bin/javac"));
        assertRefused(launch("--help"), 2, "expected a JDK, found only a Java 17.0.1 runtime without javac");
    }

    @Test
    void missingMavenMattersOnlyWhenABuildIsNeeded() throws Exception {
        String withMaven = environment.put("PATH", systemTools().toString());
        assertRefused(launch("--help"), 2, "expected Maven 3.8 or newer to build, found no mvn in PATH");

        environment.put("PATH", withMaven);
        assertThat(launch("--help").status()).isEqualTo(7);
        environment.put("PATH", systemTools().toString());
        assertThat(launch("--help").status()).isEqualTo(7);
    }

    @Test
    void aFailedBuildShowsTheEndOfItsLog() throws Exception {
        executable(folder.resolve("maven/mvn"), "#!/bin/sh\necho 'cannot find symbol'; exit 1\n");
        for (int attempt = 0; attempt < 2; attempt++) {
            Ended ended = launch("--help");
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).contains("cannot find symbol", "dxmi: the build failed, its whole log is " + log());
        }
        assertThat(log()).content().contains("cannot find symbol");
    }

    @Test
    void buildsOnceThenOnlyWhenSomethingIsNewer() throws Exception {
        assertThat(launch().err()).isEqualTo("dxmi: building (first use downloads Maven artifacts) ...\n");
        assertThat(launch().err()).isEmpty();
        assertThat(calls())
                .singleElement()
                .asString()
                .startsWith("-q -B -ntp -Ddxmi.launched -Dmaven.compiler.proc=none -Dmaven.test.skip=true ")
                .endsWith(" package");

        setAge(project.resolve("dxmi/src/main/Source.java"), 60);
        launch();
        assertThat(calls()).hasSize(2);
        setAge(project.resolve("dxmi/src/main/Source.java"), -60);
        setAge(project.resolve("dxmi/src/main"), 60); // as after a deletion
        launch();
        assertThat(calls()).hasSize(3);
        setAge(project.resolve("dxmi/src/main"), -60);
        environment.put("DXMI_MAVEN_ARGS", "-Pcuda -o");
        launch();
        launch();
        assertThat(calls()).hasSize(4).last().asString().endsWith("-Pcuda -o -pl dxmi -am package");
        Files.delete(project.resolve("dxmi/target/dxmi.jar"));
        launch();
        assertThat(calls()).hasSize(5);
    }

    @Test
    void whatIsEditedDuringABuildIsBuiltNextTime() throws Exception {
        executable(folder.resolve("maven/mvn"), MAVEN + "sleep 1\ntouch dxmi/src/main/Source.java\n");
        assertThat(launch().status()).isEqualTo(7); // that of java: the launch goes on with what was built
        executable(folder.resolve("maven/mvn"), MAVEN);
        assertThat(launch().status()).isEqualTo(7);
        assertThat(calls()).hasSize(2);
    }

    @Test
    void aSecondLaunchWaitsForTheBuildOfTheFirst() throws Exception {
        executable(folder.resolve("maven/mvn"), MAVEN + "sleep 1\n");
        Process first = start(project.resolve("scripts/dxmi"), List.of());
        Process second = start(project.resolve("scripts/dxmi"), List.of());
        assertThat(end(first).status()).isEqualTo(7);
        assertThat(end(second).status()).isEqualTo(7);
        assertThat(calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143", "HUP,129"})
    void aStoppedBuildSaysSoAndLeavesNoMaven(String signal, int status) throws Exception {
        assumeFalse(signal.equals("INT") && isIgnored(2), "SIGINT is ignored here, and children inherit that");
        assumeFalse(signal.equals("HUP") && isIgnored(1), "under nohup SIGHUP is ignored, as it should be");
        Process launcher = start(project.resolve("scripts/dxmi"), List.of(), mavenThatHangs());
        ProcessHandle maven = hangingMaven();
        send(signal, launcher.pid());
        Ended ended = end(launcher);
        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.err()).endsWith("dxmi: the build was stopped; the next start builds again\n");
        assertThat(maven.isAlive()).isFalse();
        executable(folder.resolve("maven/mvn"), MAVEN);
        assertThat(launch().status()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"with flock", "without"})
    void aKilledLauncherLeavesNoMavenAndTheNextWaitsForItsEnd(String how) throws Exception {
        if (how.equals("without")) Files.delete(systemTools().resolve("flock"));
        Process launcher = start(project.resolve("scripts/dxmi"), List.of(), mavenThatHangs());
        ProcessHandle maven = hangingMaven();
        executable(folder.resolve("maven/mvn"), MAVEN);
        launcher.destroyForcibly().waitFor();
        Ended next = launch();
        assertThat(maven.onExit()).succeedsWithin(Duration.ofMinutes(1)); // its parent is gone, somebody else reaps it
        assertThat(next.status()).isEqualTo(7);
        assertThat(next.err()).contains("waiting for another build");
    }

    @Test
    void twoLaunchesBuildOnceWithoutFlockToo() throws Exception {
        executable(folder.resolve("maven/mvn"), MAVEN + "sleep 1\n");
        Files.delete(systemTools().resolve("flock"));
        Process first = start(project.resolve("scripts/dxmi"), List.of());
        Process second = start(project.resolve("scripts/dxmi"), List.of());
        assertThat(end(first).status()).isEqualTo(7);
        assertThat(end(second).status()).isEqualTo(7);
        assertThat(calls()).hasSize(1);
    }

    /** A mvn that says its process number and never ends. */
    private String mavenThatHangs() throws IOException {
        return "#!/bin/sh\necho $$ >pid.next; mv pid.next pid\nexec sleep 1000\n";
    }

    private Process start(Path script, List<String> arguments, String maven) throws IOException {
        executable(folder.resolve("maven/mvn"), maven);
        return start(script, arguments);
    }

    private ProcessHandle hangingMaven() throws Exception {
        Path file = project.resolve("pid");
        for (int i = 0; i < 6000 && !Files.exists(file); i++) Thread.sleep(10);
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
    }

    private static void send(String signal, long pid) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
    }

    private static boolean isIgnored(int signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return false;
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & (1L << (signal - 1))) != 0);
    }

    @Test
    void javaGetsTheUsersArgumentsFolderAndStatus() throws Exception {
        Path link = Files.createDirectories(folder.resolve("bin")).resolve("link");
        Files.createSymbolicLink(link, Path.of("../a project/scripts/dxmi"));
        Ended ended = end(start(link, List.of("train", "two words", "", "*", "--out=a b")));
        assertThat(ended.status()).isEqualTo(7);
        assertThat(ended.out().lines().findFirst()).hasValue(folder.toRealPath().toString());
        Path built = project.toRealPath();
        assertThat(ended.out())
                .endsWith("<-cp>\n<" + built + "/dxmi/target/dxmi.jar:" + built
                        + "/pom.xml>\n<io.dxmi.cli.Main>\n<train>\n<two words>\n<>\n<*>\n<--out=a b>\n");
    }

    @Test
    void theEngineIsPreparedUnlessTheUserSaysOtherwise() throws Exception {
        assertThat(launch().out().lines())
                .contains("OMP_NUM_THREADS=1", "MALLOC_ARENA_MAX=1", "DJL_OFFLINE=true", "OPT_OUT_TRACKING=true")
                .contains("<-Dai.djl.pytorch.num_threads=1>", "<-Dai.djl.pytorch.num_interop_threads=1>")
                .anyMatch(line -> line.startsWith("MALLOC_MMAP_THRESHOLD_="))
                .anyMatch(line -> line.startsWith("MALLOC_TRIM_THRESHOLD_="))
                .anyMatch(line -> line.startsWith("MALLOC_TOP_PAD_="));

        environment.put("DXMI_JAVA_OPTS", "-Xmx8g -ea");
        environment.put("OMP_NUM_THREADS", "3");
        environment.put("MALLOC_ARENA_MAX", "2");
        assertThat(launch().out().lines())
                .contains(
                        "OMP_NUM_THREADS=3",
                        "<-Dai.djl.pytorch.num_threads=3>",
                        "MALLOC_ARENA_MAX=2",
                        "<-Xmx8g>",
                        "<-ea>");
        assertThat(launch("train", "--threads", "4").out().lines())
                .contains("OMP_NUM_THREADS=4", "<-Dai.djl.pytorch.num_threads=4>");
        assertThat(launch("--threads=5", "train").out().lines()).contains("OMP_NUM_THREADS=5");
        assertThat(launch("--threads=many").out().lines()).contains("OMP_NUM_THREADS=3", "<--threads=many>");
    }

    @Test
    void namesBeyondAsciiWorkInTheCLocale() throws Exception {
        environment.put("LC_ALL", "C");
        assertThat(launch().out().lines()).contains("LC_ALL=C.UTF-8");
        environment.put("LC_ALL", "de_AT.ISO-8859-1"); // somebody's choice
        assertThat(launch().out().lines()).contains("LC_ALL=de_AT.ISO-8859-1");
    }

    private static void assertRefused(Ended ended, int status, String why) {
        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("dxmi: ")
                .contains(why);
    }

    private Ended launch(String... arguments) throws Exception {
        return end(start(project.resolve("scripts/dxmi"), List.of(arguments)));
    }

    private Process start(Path script, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What the process wrote is far less than a pipe holds, so the order of reading does not matter. */
    private static Ended end(Process process) throws Exception {
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return new Ended(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), UTF_8),
                new String(process.getErrorStream().readAllBytes(), UTF_8));
    }

    /** A folder with what the launcher needs of the system and neither a java nor a mvn. */
    private Path systemTools() throws IOException {
        Path tools = folder.resolve("tools");
        for (String name : TOOLS) {
            Path tool = Path.of("/usr/bin", name);
            if (!Files.isExecutable(tool)) tool = Path.of("/bin", name);
            if (Files.isExecutable(tool)) executable(tools.resolve(name), "#!/bin/sh\nexec " + tool + " \"$@\"\n");
        }
        return tools;
    }

    private Path jdk() {
        return folder.resolve("jdk");
    }

    private Path log() throws IOException {
        return project.toRealPath().resolve("dxmi/target/build.log");
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(project.resolve("calls"));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void setAge(Path path, int seconds) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().plusSeconds(seconds)));
    }
}
