package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python reads our files and writes arrays that we read; skipped where there is no NumPy. */
class NumpyTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void save() throws IOException {
        assumeTrue(python("import numpy").equals(""), "no NumPy here");
        file = folder.resolve("run.zip");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("matrix", Tensor.of(new float[] {0.1f, 2, 3, 4, 5, Float.NaN}, 2, 3));
        tensors.put("vector", Tensor.of(new double[] {0.1, -0.0}, 2));
        tensors.put("scalar", Tensor.scalar(0.5));
        tensors.put("empty", Tensor.zeros(DType.FLOAT64, 0, 2));
        Checkpoint.builder().tensors("t", tensors).number("iteration", 7).save(file);
    }

    @Test
    void pythonReadsOurFiles() throws IOException {
        String script =
                """
                import json, numpy, sys
                c = numpy.load(sys.argv[1])
                m = json.loads(c["manifest.json"])
                print(m["format"], m["entries"]["iteration"]["value"])
                for name in ["matrix", "vector", "scalar", "empty"]:
                    a = c["t/" + name]
                    print(a.dtype, a.shape, a.tolist())
                """;
        assertThat(python(script, file.toString()).lines())
                .containsExactly(
                        "higher-checkpoint/1 7",
                        "float32 (2, 3) [[0.10000000149011612, 2.0, 3.0], [4.0, 5.0, nan]]",
                        "float64 (2,) [0.1, -0.0]",
                        "float32 () 0.5",
                        "float64 (0, 2) []");
    }

    @Test
    void weReadArraysFromPython() throws IOException {
        Path array = folder.resolve("array.npy");
        for (String type : List.of("<f4", ">f4")) {
            String script =
                    "import numpy, sys\n"
                            + "numpy.save(sys.argv[1], numpy.array([[1,2,3],[4,5,6]], '%s'))"
                                    .formatted(type);
            assertThat(python(script, array.toString())).isEmpty();
            byte[] bytes = Files.readAllBytes(array);
            ManifestEdits.editFiles(file, files -> files.put("t/matrix.npy", bytes));
            Tensor matrix = Checkpoint.load(file).tensors("t").get("matrix");
            assertThat(matrix.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    /** What a script prints, or what went wrong. */
    private static String python(String script, String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("python3", "-c", script));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            byte[] output = process.getInputStream().readAllBytes();
            process.waitFor();
            return new String(output, StandardCharsets.UTF_8).strip();
        } catch (IOException noPython) {
            return noPython.toString();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
