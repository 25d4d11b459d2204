package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.checkpoint.pickle.BadPickle;
import io.dxmi.samplers.checkpoint.pickle.Budget;
import io.dxmi.samplers.checkpoint.pickle.PickleInput;
import io.dxmi.samplers.checkpoint.pickle.PickleMachine;
import io.dxmi.samplers.checkpoint.pickle.Stretch;
import io.dxmi.samplers.checkpoint.pickle.Tuple;
import io.dxmi.samplers.tensor.TensorFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A plain pickle, as EDM writes its networks. Each storage in it is a string of bytes, which {@code torch.save} wrote in its older
 * format. The bytes stay in the file until a tensor is asked for.
 */
final class PytorchPickle {

    private final FileChannel channel;
    private static final String NO_STORAGE = "bytes that hold no storage";

    private final Map<Stretch, StorageRef> storages = new HashMap<>();
    private final Set<Stretch> others = new HashSet<>();
    private final Map<String, Long> offsets = new HashMap<>();

    private PytorchPickle(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws io.dxmi.samplers.UserError if it is damaged, holds no tensor, or asks for what it may not have */
    static TensorFile open(Path file) {
        try (FileChannel channel = FileChannel.open(file);
                InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            PytorchPickle pickle = new PytorchPickle(channel);
            Object root = PickleMachine.read(
                    new PickleInput(in, channel.size()),
                    PytorchGlobals.with(pickle::storage),
                    reference -> {
                        throw new BadPickle("it refers to something that lies outside of it");
                    },
                    new Budget());
            PytorchFile found = PytorchFile.of(file, "PyTorch (pickle)", root, new PytorchLegacy(file, pickle.offsets));
            if (found.tensors().isEmpty()) throw new BadPickle("it is a pickle without tensors of PyTorch");
            return found;
        } catch (UncheckedIOException e) {
            throw PytorchFile.refusal(file, e.getCause());
        } catch (BadPickle | IOException e) {
            throw PytorchFile.refusal(file, e);
        }
    }

    /** The storage in a string of bytes. What lies in there cannot hold such strings of its own. */
    private Object storage(Tuple arguments, Budget budget) {
        Stretch bytes = PytorchGlobals.argument(arguments, 0, Stretch.class);
        StorageRef known = storages.get(bytes);
        if (known != null) return known;
        if (others.contains(bytes)) throw new BadPickle.Unfit(NO_STORAGE);
        PytorchLegacy.Header header;
        try {
            InputStream in = Channels.newInputStream(channel.position(bytes.begin()));
            header = PytorchLegacy.header(new PickleInput(new BufferedInputStream(in), bytes.length()), budget);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!(header.root() instanceof StorageRef inner) || !header.offsets().containsKey(inner.key())) {
            others.add(bytes); // not read a second time
            throw new BadPickle.Unfit(NO_STORAGE);
        }
        long at = header.offsets().get(inner.key());
        if (at + Long.BYTES + inner.size() * inner.width() > bytes.length()) {
            throw new BadPickle("it is damaged: a storage of " + inner.size() + " values of " + inner.width()
                    + " bytes lies in a string of " + bytes.length() + " bytes");
        }
        StorageRef storage = new StorageRef(
                inner.dtype(), inner.width(), inner.elements(), "at byte " + bytes.begin(), inner.size());
        storages.put(bytes, storage);
        offsets.put(storage.key(), bytes.begin() + at);
        return storage;
    }
}
