package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.checkpoint.pickle.BadPickle;
import io.dxmi.samplers.checkpoint.pickle.Budget;
import io.dxmi.samplers.checkpoint.pickle.PickleInput;
import io.dxmi.samplers.checkpoint.pickle.PickleMachine;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The format of {@code torch.save} before PyTorch 1.6: five pickles (a magic number, the protocol, the machine, the object,
 * the keys of the storages), then each storage as its length and its values.
 *
 * @param offsets where the length of each storage lies, once the order of the keys has given it
 */
record PytorchLegacy(Path path, Map<String, Long> offsets) implements PytorchFile.Storages {

    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final Object PROTOCOL = 1001L;

    /**
     * The five pickles.
     *
     * @param offsets where the length of each storage lies, counted from the first pickle
     */
    record Header(Object root, Map<String, Long> offsets) {}

    /** @throws io.dxmi.samplers.UserError if it is damaged or asks for what it may not have */
    static TensorFile open(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            Header header = header(new PickleInput(in, Files.size(file)), new Budget());
            return PytorchFile.of(file, "PyTorch (legacy)", header.root, new PytorchLegacy(file, header.offsets));
        } catch (UncheckedIOException e) {
            throw PytorchFile.refusal(file, e.getCause());
        } catch (BadPickle | IOException e) {
            throw PytorchFile.refusal(file, e);
        }
    }

    /** @throws BadPickle if they are damaged */
    static Header header(PickleInput pickles, Budget budget) {
        Map<String, StorageRef> used = new HashMap<>();
        if (!MAGIC.equals(read(pickles, budget, used)) || !PROTOCOL.equals(read(pickles, budget, used))) {
            throw new BadPickle("it is a pickle, but no PyTorch checkpoint");
        }
        if (read(pickles, budget, used) instanceof Map<?, ?> machine
                && Boolean.FALSE.equals(machine.get("little_endian"))) throw new BadPickle("it is big-endian");
        Object root = read(pickles, budget, used);
        List<String> keys = keys(read(pickles, budget, new HashMap<>()));
        return new Header(root, offsets(keys, used, pickles.position()));
    }

    private static Object read(PickleInput in, Budget budget, Map<String, StorageRef> used) {
        return PickleMachine.read(
                in,
                PytorchGlobals.ALL,
                reference -> {
                    Object found = PytorchGlobals.storage(reference);
                    if (!(found instanceof StorageRef storage)) return found;
                    StorageRef before = used.putIfAbsent(storage.key(), storage);
                    if (before != null && !before.equals(storage)) {
                        throw new BadPickle("it is damaged: a storage has two sizes");
                    }
                    return storage;
                },
                budget);
    }

    private static List<String> keys(Object list) {
        List<String> keys = new ArrayList<>();
        if (!(list instanceof List<?> items)) throw new BadPickle("it is damaged: the storages are not listed");
        for (Object key : items) {
            if (!(key instanceof String text)) throw new BadPickle("it is damaged: a storage has no name");
            keys.add(text);
        }
        return keys;
    }

    private static Map<String, Long> offsets(List<String> keys, Map<String, StorageRef> used, long first) {
        Map<String, Long> offsets = new HashMap<>();
        long at = first;
        for (String key : keys) {
            StorageRef storage = used.get(key);
            if (storage == null || offsets.put(key, at) != null) {
                throw new BadPickle(
                        "it is damaged: storage " + BadPickle.printable(key) + " is listed but not used, or twice");
            }
            try {
                long bytes = Math.multiplyExact(storage.size(), storage.width());
                at = Math.addExact(Math.addExact(at, Long.BYTES), bytes);
            } catch (ArithmeticException e) {
                throw new BadPickle("it is damaged: storage " + BadPickle.printable(key) + " is larger than any file");
            }
        }
        return offsets;
    }

    @Override
    public void require(Set<StorageRef> storages) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            for (StorageRef storage : storages) {
                Long at = offsets.get(storage.key());
                if (at == null)
                    throw new BadPickle("it is damaged: storage " + BadPickle.printable(storage.key()) + " is missing");
                long end = at + Long.BYTES + storage.size() * storage.width();
                if (end > channel.size()) {
                    throw new BadPickle("it is cut off: it needs " + end + " bytes and has " + channel.size());
                }
                long claimed = ByteBuffer.wrap(read(channel, at, Long.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong();
                if (claimed != storage.size()) {
                    throw new BadPickle("it is damaged: storage " + BadPickle.printable(storage.key()) + " has "
                            + claimed + " values, expected " + storage.size());
                }
            }
        }
    }

    @Override
    public byte[] read(StorageRef storage, long begin, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            return read(channel, offsets.get(storage.key()) + Long.BYTES + begin, length);
        }
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0)
                throw new EOFException("it shrank while being read");
        }
        return buffer.array();
    }
}
