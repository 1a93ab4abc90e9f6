package io.kobox.export.processor;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;

/**
 * Generates {@code XxxTable implements ServedExports} for each class {@code Xxx} that has methods
 * annotated with {@link KernelExport} or {@link KernelData}. A method that cannot be served is a
 * compile error at its element.
 */
public final class KernelExportProcessor extends AbstractProcessor {
  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of(KernelExport.class.getName(), KernelData.class.getName());
  }

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latest();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    Set<TypeElement> types = new LinkedHashSet<>();
    for (TypeElement annotation : annotations) {
      for (Element method : round.getElementsAnnotatedWith(annotation)) {
        if (method.getEnclosingElement() instanceof TypeElement type) {
          types.add(type);
        }
      }
    }
    for (TypeElement type : types) {
      generate(type);
    }
    return false;
  }

  private void generate(TypeElement type) {
    MethodReader reader = new MethodReader(processingEnv.getMessager());
    checkType(type, reader);
    List<Served> served = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
      for (Served one : reader.read(method)) {
        if (!names.add(one.name())) {
          reader.error(method, "export " + one.name() + " is declared twice in this class");
        }
        served.add(one);
      }
    }
    if (!reader.failed()) {
      write(type, new TableWriter(processingEnv.getElementUtils(), type, served), reader);
    }
  }

  private static void checkType(TypeElement type, MethodReader reader) {
    if (type.getKind() != ElementKind.CLASS && type.getKind() != ElementKind.RECORD) {
      reader.error(type, "exports are served by a class");
    }
    if (type.getNestingKind() != NestingKind.TOP_LEVEL) {
      reader.error(type, "exports are served by a top-level class");
    }
    if (type.getModifiers().contains(Modifier.ABSTRACT) || !type.getTypeParameters().isEmpty()) {
      reader.error(type, "a class that serves exports is neither abstract nor generic");
    }
  }

  private void write(TypeElement type, TableWriter table, MethodReader reader) {
    try (Writer out =
        processingEnv.getFiler().createSourceFile(table.className(), type).openWriter()) {
      out.write(table.write());
    } catch (IOException e) {
      reader.error(type, "cannot write " + table.className() + ": " + e.getMessage());
    }
  }
}
