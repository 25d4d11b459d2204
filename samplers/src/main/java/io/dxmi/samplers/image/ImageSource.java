package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.util.List;

/** A numbered set of pictures that are read when asked for. Methods may be called from several threads. */
public interface ImageSource extends AutoCloseable {

    /** What messages call the whole set: usually its path. */
    String name();

    /** At least 1. */
    int count();

    /** What messages call picture {@code i}. */
    String name(int i);

    /**
     * Picture {@code i}, as stored: of its own size, grey or colour.
     *
     * @throws UserError naming the picture, if it is corrupt or cannot be read
     */
    Image load(int i);

    /** Picture {@code i} as {@link #load} gives it, and what its file tells about it. */
    default PictureFile look(int i) {
        return new PictureFile(load(i));
    }

    /** Names of files beside the pictures that are pictures of a format that is not read; empty if there are none. */
    default List<String> unread() {
        return List.of();
    }

    /**
     * Whether going back means to read from the start again, as in a compressed array: then pictures are to be read in
     * ascending order by one thread.
     */
    default boolean readsInOrder() {
        return false;
    }

    /** Whether {@link #load} decodes a file, which takes long; else it copies numbers. */
    default boolean decodes() {
        return true;
    }

    /** The class of each picture, from 0, or an empty array if there are no classes. Shared, not copied. */
    default int[] labels() {
        return new int[0];
    }

    /** The names of the classes by label; empty if there are none or they have no names. */
    default List<String> classes() {
        return List.of();
    }

    @Override
    default void close() {}
}
