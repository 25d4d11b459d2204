package io.dxmi.watch;

import io.dxmi.runs.listing.RunList;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The runs at some places: a place is a run, or a folder whose runs come and go, as {@code dxmi runs} lists them. */
final class RunSet {

    /** More runs than this are no list that a person reads. */
    private static final int MOST = 500;

    private final List<Path> places;
    private final Map<Path, WatchedRun> known = new LinkedHashMap<>();
    private List<WatchedRun> present = List.of();
    private int made;

    /**
     * Finds the runs that are there.
     *
     * @param places runs or folders of runs
     */
    RunSet(List<Path> places) {
        this.places = List.copyOf(places);
        look();
    }

    /** Places that exist. @throws UserError if one does not */
    static void requireFolders(List<Path> places) {
        for (Path place : places) {
            if (!Files.isDirectory(place)) {
                throw new UserError("expected a run folder, or a folder of runs, at " + place + ", got "
                        + (Files.exists(place) ? "a file" : "nothing: there is no such folder"));
            }
        }
    }

    /**
     * Looks for runs and at their files.
     *
     * @return whether anything has changed since the last look
     */
    synchronized boolean look() {
        List<WatchedRun> now = new ArrayList<>();
        for (Path place : places) {
            runsIn(place).forEach(run -> add(now, place, run));
        }
        boolean changed = !now.equals(present);
        present = List.copyOf(now);
        for (WatchedRun run : now) changed |= run.look();
        return changed;
    }

    /** A run in a folder of the place, such as a comparison, is named with that folder. */
    private void add(List<WatchedRun> now, Path place, Path folder) {
        try {
            Path real = folder.toRealPath();
            Path parent = folder.equals(place) ? null : place.relativize(folder).getParent();
            String last = Objects.toString(real.getFileName(), real.toString());
            String name = parent == null ? last : parent + "/" + last;
            WatchedRun run = known.computeIfAbsent(real, path -> new WatchedRun("r" + made++, name, path));
            if (!now.contains(run) && now.size() < MOST) now.add(run);
        } catch (IOException e) {
            return; // it has just gone
        }
    }

    private static List<Path> runsIn(Path place) {
        try {
            return RunList.folders(place);
        } catch (UserError e) {
            return List.of(); // not made yet, or gone
        }
    }

    synchronized List<WatchedRun> all() {
        return present;
    }

    Optional<WatchedRun> of(String id) {
        return all().stream().filter(run -> run.id().equals(id)).findFirst();
    }

    /** What the page's list of runs tells. */
    Map<String, Object> status() {
        return Map.of("runs", all().stream().map(WatchedRun::status).toList());
    }
}
