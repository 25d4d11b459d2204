package io.dxmi.detect.pictures;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which of the folders of a set hold normal pictures. */
final class NormalFolders {

    /** Stands for all folders. */
    private static final String ALL = "*";

    private static final int SHOWN = 8;

    private NormalFolders() {}

    /**
     * Chooses among the names of folders.
     *
     * @param train names in the part to learn from; empty where there are no parts
     * @param all all names
     * @param said names that the user gave, separated by commas, or * for all; or null
     * @return those of normal pictures; empty if nothing tells
     * @throws UserError if a name that the user gave is none of them
     */
    static Set<String> of(String where, Set<String> train, Set<String> all, String said) {
        if (said != null) return named(where, all, said);
        Set<String> normal =
                all.stream().filter(FolderWords::holdsNormal).collect(Collectors.toCollection(TreeSet::new));
        if (!normal.isEmpty()) return normal;
        Set<String> others = new TreeSet<>(train.isEmpty() ? all : train);
        boolean anomalies = all.stream().anyMatch(FolderWords::holdsAnomaly);
        others.removeIf(FolderWords::holdsAnomaly);
        if (train.isEmpty()) return anomalies && others.size() == 1 ? others : Set.of();
        // what is learned from is normal, unless nothing but it is tested on
        return others.size() == 1 || !train.containsAll(all) ? others : Set.of();
    }

    private static Set<String> named(String where, Set<String> all, String said) {
        if (said.equals(ALL)) return all;
        if (all.contains(said)) return Set.of(said);
        Set<String> normal = new TreeSet<>();
        for (String name : said.split(",", -1)) {
            Set<String> same = all.contains(name.strip())
                    ? Set.of(name.strip())
                    : all.stream().filter(name.strip()::equalsIgnoreCase).collect(Collectors.toSet());
            if (same.isEmpty()) {
                throw new UserError(parameter("normal") + " " + name.strip() + ": expected a folder of pictures in "
                        + where + ", which has " + (all.isEmpty() ? "none" : shown(all)));
            }
            normal.addAll(same);
        }
        return normal;
    }

    /** Those of the names that a set has, separated by commas; null if it has none of them, or if all folders were meant. */
    static String known(Set<String> all, String said) {
        if (all.contains(said)) return said;
        String known = Arrays.stream(said.split(",", -1))
                .map(String::strip)
                .filter(name -> all.stream().anyMatch(name::equalsIgnoreCase))
                .collect(Collectors.joining(","));
        return known.isEmpty() ? null : known;
    }

    /** Nothing tells which folders are normal. */
    static UserError undecided(String where, Set<String> all) {
        return new UserError(
                where + ": expected to know which folders hold normal pictures: one called good, ok or normal, or "
                        + parameter("normal") + " NAME[,NAME...] (" + parameter("normal") + " '*' if all are); found "
                        + shown(all));
    }

    private static String shown(Set<String> names) {
        String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() <= SHOWN ? first : first + ", ... (" + names.size() + ")";
    }
}
