package org.higher.processor.text;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.types.TypeNames;

/**
 * What names become in the class that bodies are copied into.
 *
 * @param home the class beside which the generated class stands
 * @param self the class that the bodies are copied into
 * @param types what type names become
 * @param placement what the members of the original, and those that it inherits, are there
 * @param moved what a static method of another class is called there, if it is copied
 * @param statics what stands there for a private static field, if it can be read
 * @param copied whether a private type is there too, under what {@code types} says
 */
public record Renaming(
        TypeElement home,
        ClassName self,
        TypeNames types,
        Placement placement,
        Function<ExecutableElement, Optional<String>> moved,
        Function<VariableElement, Optional<CodeBlock>> statics,
        Predicate<TypeElement> copied) {
    /** Where the original's private types and fields are not to be had. */
    public static Renaming withoutPrivate(
            TypeElement home, ClassName self, TypeNames types, Placement placement) {
        return new Renaming(
                home,
                self,
                types,
                placement,
                m -> Optional.empty(),
                field -> Optional.empty(),
                type -> false);
    }
}
