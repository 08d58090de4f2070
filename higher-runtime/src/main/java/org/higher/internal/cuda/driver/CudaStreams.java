package org.higher.internal.cuda.driver;

import com.sun.jna.Pointer;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a card: each thread has one of its own, as far as there are enough, until it ends.
 *
 * <p>They are made as threads need them, and none is ever given back to the driver. Threads beyond
 * {@value #MOST} share them, evenly.
 */
public final class CudaStreams {
    public static final int MOST = 16;

    /** The stream of a thread, which this does not keep from being collected. */
    private record Lease(WeakReference<Thread> thread, CudaStream stream) {
        boolean isOver() {
            Thread holder = thread.get();
            return holder == null || !holder.isAlive();
        }
    }

    private final CudaDriver driver;
    private final Pointer context;
    private final List<CudaStream> streams = new CopyOnWriteArrayList<>();
    private final List<Lease> leases = new ArrayList<>();

    /** Weak, so that a thread that outlives the class loader of the library does not hold it. */
    @SuppressWarnings("ThreadLocalUsage") // one for each card
    private final ThreadLocal<@Nullable WeakReference<CudaStream>> own = new ThreadLocal<>();

    public CudaStreams(CudaDriver driver, Card card) {
        this.driver = driver;
        this.context = driver.context(card);
    }

    /** Enters the stream of this thread, which has to leave it. */
    public CudaStream enter() {
        CudaStream stream = own();
        stream.enter();
        return stream;
    }

    /** Has this thread's calls of the driver mean the card: those that ask no stream. */
    public DriverApi enterContext() {
        driver.check(driver.api().cuCtxSetCurrent(context), "cuCtxSetCurrent");
        return driver.api();
    }

    /** The stream of this thread. */
    public CudaStream own() {
        WeakReference<CudaStream> reference = own.get();
        CudaStream stream = reference == null ? null : reference.get();
        if (stream == null) {
            stream = lease();
            own.set(new WeakReference<>(stream));
        }
        return stream;
    }

    /** The one with the fewest threads that are alive, or a new one rather than one with any. */
    private synchronized CudaStream lease() {
        leases.removeIf(Lease::isOver);
        int[] threads = new int[streams.size()];
        leases.forEach(lease -> threads[lease.stream.index()]++);
        int least = 0;
        for (int i = 1; i < threads.length; i++) {
            if (threads[i] < threads[least]) {
                least = i;
            }
        }
        if (threads.length == 0 || threads[least] > 0 && threads.length < MOST) {
            least = threads.length;
            enterContext();
            streams.add(new CudaStream(driver, context, least));
        }
        CudaStream stream = streams.get(least);
        leases.add(new Lease(new WeakReference<>(Thread.currentThread()), stream));
        return stream;
    }

    /** Waits for all that any thread has asked for by now, in the context, which was entered. */
    public void synchronizeAll() {
        streams.forEach(CudaStream::synchronizeFromOutside);
    }

    public CudaDriver driver() {
        return driver;
    }
}
