package io.dxmi.runs.listing;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The runs below a folder. */
public final class RunList {

    private RunList() {}

    /**
     * The folder itself if it is a run, otherwise the runs in it and in its folders, such as those of a comparison; sorted by
     * path. Links are not followed.
     *
     * @throws UserError if there is no such folder or it cannot be read
     */
    public static List<RunStatus> in(Path folder) {
        return folders(folder).stream().map(RunStatus::of).toList();
    }

    /** The folders of {@link #in}. A folder below that cannot be read has no runs. */
    public static List<Path> folders(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UserError("expected a folder of runs at " + folder + ", got "
                    + (Files.exists(folder) ? "a file" : "nothing: there is no such folder"));
        }
        if (isRun(folder)) return List.of(folder);
        List<Path> found = new ArrayList<>();
        for (Path below : inside(folder)) {
            if (isRun(below)) found.add(below);
            else unlessGone(below).stream().filter(RunList::isRun).forEach(found::add);
        }
        return found;
    }

    private static List<Path> unlessGone(Path folder) {
        try {
            return inside(folder);
        } catch (UserError e) {
            return List.of();
        }
    }

    /** A run that lost its configuration still has its record. */
    private static boolean isRun(Path folder) {
        return Files.isRegularFile(folder.resolve("config.yaml"))
                || (Files.isRegularFile(folder.resolve("run.json"))
                        && Files.isDirectory(folder.resolve("checkpoints")));
    }

    private static List<Path> inside(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot read " + folder, e);
        }
    }
}
