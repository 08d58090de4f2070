package org.higher.processor.twin.writing;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import org.higher.processor.codegen.Signatures;
import org.higher.processor.twin.analysis.TwinMethod;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.TwinNames;

/** Writes entry points that take arrays of ND4J, as those of the model do. */
final class ArrayEntries {
    private ArrayEntries() {}

    /** Whether a method from arrays to arrays, such as a loss, can be called beside forward. */
    static boolean isOne(TwinModel model, TwinMethod method) {
        Set<Modifier> modifiers = method.element().getModifiers();
        return Nd4j.isWrittenOn(model.type())
                && Nd4j.mapsArrays(method.element())
                && method.body().isPresent()
                && !modifiers.contains(Modifier.STATIC)
                && !modifiers.contains(Modifier.PRIVATE);
    }

    /** The entry point with arrays for arguments; empty if the model's has none. */
    static Optional<MethodSpec> of(TwinModel model, TwinMethod twinMethod) {
        ExecutableElement method = twinMethod.element();
        boolean takes = method.getParameters().stream().anyMatch(p -> Nd4j.isArray(p.asType()));
        if (!takes || !Nd4j.isWrittenOn(model.type()) || method.isVarArgs()) {
            return Optional.empty();
        }
        List<String> names =
                method.getParameters().stream().map(p -> p.getSimpleName().toString()).toList();
        String params = TwinWriter.free("params", names);
        String name = method.getSimpleName().toString();
        MethodSpec.Builder entry =
                MethodSpec.methodBuilder(name)
                        .addJavadoc("The same for arrays, which are copied.\n")
                        .addModifiers(Signatures.visibility(method))
                        .returns(TwinNames.inside(model.type()).of(method.getReturnType()))
                        .addParameter(model.params(), params);
        Signatures.keepQuiet(method, entry);
        List<CodeBlock> arguments = new ArrayList<>();
        arguments.add(CodeBlock.of("$N", params));
        for (VariableElement p : method.getParameters()) {
            String parameter = p.getSimpleName().toString();
            boolean array = Nd4j.isArray(p.asType());
            entry.addParameter(
                    array ? Nd4j.ARRAY : TwinNames.inside(model.type()).of(p.asType()), parameter);
            arguments.add(
                    array
                            ? CodeBlock.of("$T.of($N)", Annotations.TENSOR, parameter)
                            : CodeBlock.of("$N", parameter));
        }
        method.getThrownTypes().forEach(t -> entry.addException(TypeName.get(t)));
        String start = method.getReturnType().getKind() == TypeKind.VOID ? "" : "return ";
        return Optional.of(
                entry.addStatement("$L$L($L)", start, name, CodeBlock.join(arguments, ", "))
                        .build());
    }
}
