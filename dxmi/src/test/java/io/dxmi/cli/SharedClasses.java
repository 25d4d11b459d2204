package io.dxmi.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The class path of the processes of tests: jars only. An archive (class data sharing) holds their classes and saves a fifth of
 * the processor time. A process that trains a little writes it once for all tests of this JVM. Until it is complete, processes
 * start without.
 */
final class SharedClasses {

    private static final SharedClasses ALL = new SharedClasses();

    private final Path folder;
    private final String classPath;
    private final Process writer;

    private SharedClasses() {
        try {
            folder = Files.createTempDirectory("dxmi-classes");
            List<String> entries = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path path = Path.of(entry);
                entries.add(Files.isDirectory(path) ? jar(path, entries.size()).toString() : entry);
            }
            classPath = String.join(File.pathSeparator, entries);
            writer = write();
            Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Options of Java: the class path, and the archive once it is whole. */
    static List<String> options() {
        List<String> options = new ArrayList<>(List.of("-cp", ALL.classPath));
        boolean complete = !ALL.writer.isAlive() && ALL.writer.exitValue() == 0 && Files.isRegularFile(ALL.archive());
        if (complete) options.add("-XX:SharedArchiveFile=" + ALL.archive());
        return options;
    }

    private Path archive() {
        return folder.resolve("classes.jsa");
    }

    private Path jar(Path classes, int number) throws IOException {
        Path jar = folder.resolve(number + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            zip.setLevel(0);
            for (Path file : files.filter(file -> !file.equals(classes)).toList()) {
                String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                boolean directory = Files.isDirectory(file); // has an entry as in Maven's jars
                zip.putNextEntry(new ZipEntry(directory ? name + "/" : name));
                if (!directory) Files.copy(file, zip);
            }
        }
        return jar;
    }

    private Process write() throws IOException {
        List<String> command = new ArrayList<>(Processes.JAVA);
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive(), "-cp", classPath, Main.class.getName()));
        command.addAll(List.of("train", "8gaussians", "pretrain.iterations=1", "trainer.iterations=1"));
        command.addAll(List.of("evaluation.samples=50", "evaluation.draws=1", "evaluation.projections=5"));
        command.addAll(List.of("--quiet", "--out", folder.resolve("run").toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void remove() {
        writer.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
