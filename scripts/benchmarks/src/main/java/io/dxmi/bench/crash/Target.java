package io.dxmi.bench.crash;

import java.nio.file.Path;
import java.util.List;

/**
 * Files to damage, and a command that reads them.
 *
 * @param name for the table
 * @param files a folder with the files
 * @param other the same of another seed
 * @param words the command; {@code HERE} stands for the folder of a copy of {@code files}
 * @param result what the command writes, in that folder; null if its result is what it prints
 */
record Target(String name, Path files, Path other, List<String> words, String result) {

    List<String> in(Path folder) {
        return words.stream()
                .map(word -> word.replace("HERE", folder.toString()))
                .toList();
    }
}
