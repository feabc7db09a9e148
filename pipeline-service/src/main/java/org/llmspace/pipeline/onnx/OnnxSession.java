package org.llmspace.pipeline.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.llmspace.pipeline.tensor.BoolTensor;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.LongTensor;
import org.llmspace.pipeline.tensor.Tensor;

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
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();
    private boolean closed;

    OnnxSession(String name, OrtEnvironment environment, OrtSession session, InferenceThreads threads) {
        this.name = name;
        this.environment = environment;
        this.session = session;
        this.threads = threads;
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
        return computed(options -> runNow(inputs, options));
    }

    /// The same, but the outputs stay in the runtime's memory; the caller closes them.
    ///
    /// @param held inputs that are there already
    public Map<String, HeldTensor> hold(Map<String, ? extends Tensor> inputs, Map<String, HeldTensor> held) {
        return computed(options -> holdNow(inputs, held, options));
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
            return new HeldTensor(info.type == OnnxJavaType.FLOAT
                    ? OnnxTensor.createTensor(environment, FloatBuffer.allocate(0), shape)
                    : OnnxTensor.createTensor(environment, ShortBuffer.allocate(0), shape, info.type));
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private <T> T computed(Work<T> work) {
        inUse.readLock().lock();
        try (RunOptions options = new RunOptions()) {
            if (closed) {
                throw new IllegalStateException(name + " is closed");
            }
            return threads.compute(() -> work.run(options), () -> terminate(options));
        } catch (OrtException e) {
            throw failure(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof OrtException reason ? failure(reason)
                    : new OnnxException("%s failed: %s".formatted(name, e.getCause()), e);
        } finally {
            inUse.readLock().unlock();
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
        List<OnnxTensor> open = new ArrayList<>();
        try {
            Map<String, OnnxTensor> fed = new HashMap<>();
            for (Map.Entry<String, ? extends Tensor> input : inputs.entrySet()) {
                OnnxTensor tensor = toOnnx(input.getValue());
                open.add(tensor);
                fed.put(input.getKey(), tensor);
            }
            try (OrtSession.Result outputs = session.run(fed, options)) {
                return read(outputs);
            }
        } finally {
            open.forEach(OnnxTensor::close);
        }
    }

    private Map<String, HeldTensor> holdNow(Map<String, ? extends Tensor> inputs, Map<String, HeldTensor> held,
            RunOptions options) throws OrtException {
        List<OnnxTensor> open = new ArrayList<>();
        try {
            Map<String, OnnxTensor> fed = new HashMap<>();
            held.forEach((input, tensor) -> fed.put(input, tensor.tensor()));
            for (Map.Entry<String, ? extends Tensor> input : inputs.entrySet()) {
                OnnxTensor tensor = toOnnx(input.getValue());
                open.add(tensor);
                fed.put(input.getKey(), tensor);
            }
            Map<String, HeldTensor> outputs = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> output : session.run(fed, options)) {
                outputs.put(output.getKey(), new HeldTensor((OnnxTensor) output.getValue()));
            }
            return outputs;
        } finally {
            open.forEach(OnnxTensor::close);
        }
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

    private Map<String, Tensor> read(OrtSession.Result outputs) throws OrtException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : outputs) {
            if (output.getValue() instanceof OnnxTensor tensor) {
                tensors.put(output.getKey(), fromOnnx(tensor));
            }
        }
        return tensors;
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

    private static float[] numbers(FloatBuffer buffer) {
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

    private static void terminate(RunOptions options) {
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            throw new OnnxException("the run cannot be stopped: " + OnnxException.reason(e), e);
        }
    }

    private OnnxException failure(OrtException e) {
        return new OnnxException("%s failed: %s".formatted(name, OnnxException.reason(e)), e);
    }

    private interface Work<T> {
        T run(RunOptions options) throws OrtException;
    }
}
