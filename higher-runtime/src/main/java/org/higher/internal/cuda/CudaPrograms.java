package org.higher.internal.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.higher.internal.gpu.Kernel;
import org.higher.internal.gpu.cache.BinaryCache;

/** The texts that were compiled for a card and loaded, with their code kept on disk. */
final class CudaPrograms {
    /**
     * A function of a loaded module.
     *
     * @param handle the driver's
     */
    record Function(Pointer handle, String name) implements Kernel {}

    private final CudaStream stream;
    private final Nvrtc compiler;
    private final String architecture;
    private final Map<String, Pointer> modules = new ConcurrentHashMap<>();

    CudaPrograms(CudaStream stream, Nvrtc compiler, String architecture) {
        this.stream = stream;
        this.compiler = compiler;
        this.architecture = architecture;
    }

    Kernel kernel(String source, String name) {
        Pointer module = modules.computeIfAbsent(source, text -> load(code(text, name), name));
        PointerByReference function = new PointerByReference();
        synchronized (stream) {
            stream.enter();
            stream.check(
                    stream.api().cuModuleGetFunction(function, module, name),
                    "cuModuleGetFunction of " + name);
        }
        return new Function(function.getValue(), name);
    }

    private byte[] code(String source, String name) {
        String key =
                BinaryCache.key(
                        source,
                        architecture,
                        compiler.version(),
                        String.join(" ", CudaDialect.options()));
        return BinaryCache.read("cuda", key)
                .orElseGet(
                        () -> {
                            byte[] code = compiler.compile(source, name, architecture);
                            BinaryCache.write("cuda", key, code);
                            return code;
                        });
    }

    private Pointer load(byte[] code, String name) {
        PointerByReference module = new PointerByReference();
        try (Memory image = new Memory(code.length + 1L)) {
            image.write(0, code, 0, code.length);
            image.setByte(code.length, (byte) 0); // PTX is a text that ends with it
            synchronized (stream) {
                stream.enter();
                stream.check(
                        stream.api().cuModuleLoadData(module, image),
                        "cuModuleLoadData of " + name);
            }
        }
        return module.getValue();
    }
}
