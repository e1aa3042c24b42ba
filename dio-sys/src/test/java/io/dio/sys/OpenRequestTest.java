// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.OpenFlags;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OpenRequestTest {

  private static OpenRequest of(OpenOption... options) {
    return OpenRequest.of(Arrays.asList(options));
  }

  @Test
  void withoutOptionsAFileIsReadAndBuffered() {
    OpenRequest request = of();
    assertThat(request.reads()).isTrue();
    assertThat(request.writes()).isFalse();
    assertThat(request.direct()).isNull();
    assertThat(request.durability()).isEqualTo(Durability.NONE);
  }

  @Test
  void writingAloneDoesNotRead() {
    OpenRequest request = of(StandardOpenOption.WRITE);
    assertThat(request.reads()).isFalse();
    assertThat(request.flags(HostFiles.current().openFlags()))
        .isEqualTo(OpenFlags.O_WRONLY | HostFiles.current().openFlags().closeOnExec());
  }

  static Stream<OpenOption> unsupported() {
    return Stream.of(
        StandardOpenOption.APPEND,
        StandardOpenOption.DELETE_ON_CLOSE,
        StandardOpenOption.SPARSE,
        LinkOption.NOFOLLOW_LINKS);
  }

  @ParameterizedTest
  @MethodSource("unsupported")
  void anOptionThatIsNotSupportedIsRefusedByName(OpenOption option) {
    assertThatThrownBy(() -> of(StandardOpenOption.WRITE, option))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("option " + option)
        .hasMessageContaining("TRUNCATE_EXISTING")
        .hasMessageContaining("PREFERRED");
  }

  @ParameterizedTest
  @EnumSource(
      value = StandardOpenOption.class,
      names = {"CREATE", "CREATE_NEW", "TRUNCATE_EXISTING"})
  void whatChangesAFileNeedsWrite(StandardOpenOption option) {
    assertThatThrownBy(() -> of(StandardOpenOption.READ, option))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option " + option + " needs WRITE beside it");
  }

  @Test
  void twoDirectModesExcludeEachOther() {
    assertThatThrownBy(() -> of(DirectMode.REQUIRED, DirectMode.PREFERRED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("REQUIRED and PREFERRED");
    assertThat(of(DirectMode.REQUIRED, DirectMode.REQUIRED).direct())
        .isEqualTo(DirectMode.REQUIRED);
  }

  @Test
  void syncIsMoreThanDataSync() {
    assertThat(of(StandardOpenOption.DSYNC).durability()).isEqualTo(Durability.DATA_SYNC);
    assertThat(of(StandardOpenOption.DSYNC, StandardOpenOption.SYNC).durability())
        .isEqualTo(Durability.SYNC);
  }

  @Test
  void nullOptionsAreRefused() {
    assertThatThrownBy(() -> of((OpenOption) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("options");
  }

  @Test
  void permissionsBecomeTheBitsOfTheSystem() {
    assertThat(permissions("rw-r-----")).isEqualTo(0640);
    assertThat(permissions("rwxrwxrwx")).isEqualTo(0777);
    assertThat(permissions("--x-w-r--")).isEqualTo(0124);
    assertThat(of().permissions()).isEqualTo(0666);
  }

  private static int permissions(String text) {
    return OpenRequest.of(
            List.of(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text)))
        .permissions();
  }

  @Test
  void anotherAttributeIsRefusedByName() {
    FileAttribute<Set<String>> attribute =
        new FileAttribute<>() {
          @Override
          public String name() {
            return "dos:hidden";
          }

          @Override
          public Set<String> value() {
            return Set.of();
          }
        };
    assertThatThrownBy(() -> OpenRequest.of(List.of(), attribute))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("dos:hidden");
  }
}
