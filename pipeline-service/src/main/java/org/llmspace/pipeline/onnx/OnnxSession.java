package org.llmspace.pipeline.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.tensor.BoolTensor;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.LongTensor;
import org.llmspace.pipeline.tensor.Tensor;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.TensorInfo;

/// A graph that is ready to run, by several callers at once.
public final class OnnxSession implements AutoCloseable {

    private final String name;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final InferenceThreads threads;
    private final Set<String> followingLength;
    private final long sizeBytes;
    private final Batches batches;
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();
    private boolean closed;

    /// @param limits how far rows may be gathered
    /// @param file what is known from the graph's file
    OnnxSession(String name, OrtEnvironment environment, OrtSession session, InferenceThreads threads,
            Batches.Limits limits, GraphFile file) throws OrtException {
        this.name = name;
        this.environment = environment;
        this.session = session;
        this.threads = threads;
        this.followingLength = followingLength(session);
        this.sizeBytes = file.bytes();
        boolean free = file.operators().stream().noneMatch(operator -> operator.startsWith("DynamicQuantize"));
        this.batches = new Batches(this, free && takesRows(session) ? limits : limits.one());
    }

    /// Whether rows can be put together: their number is open, and a mask hides what is padded. (An operator that scales
    /// its numbers by the whole batch forbids it all the same.)
    private static boolean takesRows(OrtSession session) throws OrtException {
        return session.getInputNames().contains("attention_mask")
                && Stream.concat(session.getInputInfo().values().stream(), session.getOutputInfo().values().stream())
                        .allMatch(value -> isOpen(value, 0));
    }

    private static Set<String> followingLength(OrtSession session) throws OrtException {
        return session.getOutputInfo().values().stream().filter(value -> isOpen(value, 1)).map(NodeInfo::getName)
                .collect(Collectors.toSet());
    }

    private static boolean isOpen(NodeInfo value, int dimension) {
        return value.getInfo() instanceof TensorInfo info && info.getShape().length > dimension
                && info.getShape()[dimension] < 0;
    }

    /// What the graph takes in memory, besides what runs need.
    public long sizeBytes() {
        return sizeBytes;
    }

    InferenceThreads threads() {
        return threads;
    }

    public Set<String> inputNames() {
        return session.getInputNames();
    }

    public Set<String> outputNames() {
        return session.getOutputNames();
    }

    /// Runs the graph and waits for it. Interrupting the waiting thread stops the run.
    ///
    /// @return the outputs by name, in the graph's order
    /// @throws OnnxException if the graph refuses the inputs or fails
    /// @throws java.util.concurrent.CancellationException if the waiting thread was interrupted
    public Map<String, Tensor> run(Map<String, ? extends Tensor> inputs) {
        return computed(options -> runNow(inputs, options), _ -> {
        });
    }

    /// The same, but the outputs stay in the runtime's memory; the caller closes them.
    ///
    /// @param held inputs that are there already
    public Map<String, HeldTensor> hold(Map<String, ? extends Tensor> inputs, Map<String, HeldTensor> held) {
        return computed(options -> holdNow(inputs, held, options), outputs -> outputs.values().forEach(HeldTensor::close));
    }

    /// Runs the graph on inputs of one row each, `[1, length]`, and waits for all of them. Rows of all callers share runs
    /// where that changes no answer. Interrupting the waiting thread stops a run that nobody else waits for.
    ///
    /// @return the outputs of each row by name
    /// @throws OnnxException if the graph refuses one of the rows or fails
    /// @throws java.util.concurrent.CancellationException if the waiting thread was interrupted
    public List<Map<String, Tensor>> runRows(List<Map<String, LongTensor>> rows) {
        return batches.run(rows);
    }

    /// Runs the graph on the thread of the caller.
    Map<String, Tensor> runHere(Map<String, ? extends Tensor> inputs, RunOptions options) throws OrtException {
        inUse.readLock().lock();
        try {
            checkOpen();
            return runNow(inputs, options);
        } finally {
            inUse.readLock().unlock();
        }
    }

    /// Whether the second dimension of an output is as long as the input.
    boolean followsLength(String output) {
        return followingLength.contains(output);
    }

    /// A tensor for an input without any content, such as the past before the first token: dimensions without a fixed
    /// length are 0, but for the first, which is the number of rows.
    public HeldTensor empty(String input, int rows) {
        try {
            TensorInfo info = (TensorInfo) Objects.requireNonNull(session.getInputInfo().get(input)).getInfo();
            long[] shape = info.getShape().clone();
            shape[0] = shape[0] < 0 ? rows : shape[0];
            for (int i = 1; i < shape.length; i++) {
                shape[i] = Math.max(shape[i], 0);
            }
            int length = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
            return new HeldTensor(info.type == OnnxJavaType.FLOAT
                    ? OnnxTensor.createTensor(environment, FloatBuffer.allocate(length), shape)
                    : OnnxTensor.createTensor(environment, ShortBuffer.allocate(length), shape, info.type));
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private <T> T computed(Work<T> work, Consumer<T> unwanted) {
        inUse.readLock().lock();
        try (RunOptions options = new RunOptions()) {
            checkOpen();
            return threads.compute(() -> work.run(options), () -> terminate(options), unwanted);
        } catch (OrtException e) {
            throw failure(e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            inUse.readLock().unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    /// Waits until nobody runs the graph, and frees its memory.
    @Override
    public void close() {
        inUse.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw failure(e);
        } finally {
            inUse.writeLock().unlock();
        }
    }

    private Map<String, Tensor> runNow(Map<String, ? extends Tensor> inputs, RunOptions options) throws OrtException {
        Map<String, HeldTensor> outputs = holdNow(inputs, Map.of(), options);
        try {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, HeldTensor> output : outputs.entrySet()) {
                tensors.put(output.getKey(), fromOnnx(output.getValue().tensor()));
            }
            return tensors;
        } finally {
            outputs.values().forEach(HeldTensor::close);
        }
    }

    private Map<String, HeldTensor> holdNow(Map<String, ? extends Tensor> inputs, Map<String, HeldTensor> held,
            RunOptions options) throws OrtException {
        List<HeldTensor> open = new ArrayList<>();
        try {
            Map<String, OnnxTensor> fed = new HashMap<>();
            held.forEach((input, tensor) -> fed.put(input, tensor.tensor()));
            for (Map.Entry<String, ? extends Tensor> input : inputs.entrySet()) {
                HeldTensor tensor = new HeldTensor(toOnnx(input.getValue()));
                open.add(tensor);
                fed.put(input.getKey(), tensor.tensor());
            }
            return taken(session.run(fed, options));
        } finally {
            open.forEach(HeldTensor::close);
        }
    }

    /// The outputs that are tensors; the others, such as the sequences of classic machine learning, are let go.
    private static Map<String, HeldTensor> taken(OrtSession.Result outputs) {
        Map<String, HeldTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : outputs) {
            if (output.getValue() instanceof OnnxTensor tensor) {
                tensors.put(output.getKey(), new HeldTensor(tensor));
            } else {
                output.getValue().close();
            }
        }
        return tensors;
    }

    private OnnxTensor toOnnx(Tensor tensor) throws OrtException {
        return switch (tensor) {
            case FloatTensor floats ->
                OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats.values()), floats.shape());
            case LongTensor longs ->
                OnnxTensor.createTensor(environment, LongBuffer.wrap(longs.values()), longs.shape());
            case BoolTensor flags ->
                OnnxTensor.createTensor(environment, bytes(flags.values()), flags.shape(), OnnxJavaType.BOOL);
        };
    }

    private static Tensor fromOnnx(OnnxTensor tensor) throws OrtException {
        TensorInfo info = tensor.getInfo();
        return switch (info.type) {
            case FLOAT, FLOAT16, BFLOAT16 -> new FloatTensor(numbers(tensor.getFloatBuffer()), info.getShape());
            case INT64 -> new LongTensor(numbers(tensor.getLongBuffer()), info.getShape());
            case INT32 -> new LongTensor(numbers(tensor.getIntBuffer()), info.getShape());
            case BOOL -> new BoolTensor(flags(tensor.getByteBuffer()), info.getShape());
            case DOUBLE, INT8, INT16, UINT8, STRING, UNKNOWN ->
                throw new OrtException("an output of type " + info.type + " cannot be read");
        };
    }

    /// The buffers are copies already, so their arrays are taken as they are.
    private static float[] numbers(FloatBuffer buffer) {
        if (buffer.hasArray() && buffer.array().length == buffer.remaining()) {
            return buffer.array();
        }
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static long[] numbers(LongBuffer buffer) {
        long[] values = new long[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static long[] numbers(IntBuffer buffer) {
        long[] values = new long[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer.get(i);
        }
        return values;
    }

    private static boolean[] flags(ByteBuffer buffer) {
        boolean[] values = new boolean[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer.get(i) != 0;
        }
        return values;
    }

    private static ByteBuffer bytes(boolean[] flags) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(flags.length).order(ByteOrder.nativeOrder());
        for (boolean flag : flags) {
            bytes.put((byte) (flag ? 1 : 0));
        }
        return bytes.flip();
    }

    static void terminate(RunOptions options) {
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            throw new OnnxException("the run cannot be stopped: " + OnnxException.reason(e), e);
        }
    }

    OnnxException failure(@Nullable Throwable cause) {
        String reason = cause instanceof OrtException e ? OnnxException.reason(e) : String.valueOf(cause);
        return new OnnxException("%s failed: %s".formatted(Path.of(name).getFileName(), reason), cause);
    }

    private interface Work<T> {
        T run(RunOptions options) throws OrtException;
    }
}
