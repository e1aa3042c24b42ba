// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.util.HashMap;
import java.util.Map;

/**
 * The names and meanings of the error numbers of one operating system.
 *
 * <p>The numbers up to 34 come from the first Unix systems and are the same everywhere, except 11.
 * Above 34, Linux and Darwin differ. Both columns are data, so that each can be tested on the
 * other's host. Sources: Linux {@code include/uapi/asm-generic/errno.h}, which x86-64 and ARM
 * share; Darwin {@code bsd/sys/errno.h}.
 */
public final class ErrnoTable {
  /** The value of a name that a system does not have; no call fails with it. */
  public static final int ABSENT = Integer.MAX_VALUE;

  /** If two names have one number, the first in the table is reported. */
  private static final String ENTRIES =
      """
      # name             Linux Darwin text
      EPERM                  1      1 Operation not permitted
      ENOENT                 2      2 No such file or directory
      ESRCH                  3      3 No such process
      EINTR                  4      4 Interrupted system call
      EIO                    5      5 Input/output error
      ENXIO                  6      6 No such device or address
      E2BIG                  7      7 Argument list too long
      ENOEXEC                8      8 Exec format error
      EBADF                  9      9 Bad file descriptor
      ECHILD                10     10 No child processes
      EAGAIN                11     35 Resource temporarily unavailable
      ENOMEM                12     12 Cannot allocate memory
      EACCES                13     13 Permission denied
      EFAULT                14     14 Bad address
      ENOTBLK               15     15 Block device required
      EBUSY                 16     16 Device or resource busy
      EEXIST                17     17 File exists
      EXDEV                 18     18 Invalid cross-device link
      ENODEV                19     19 No such device
      ENOTDIR               20     20 Not a directory
      EISDIR                21     21 Is a directory
      EINVAL                22     22 Invalid argument
      ENFILE                23     23 Too many open files in system
      EMFILE                24     24 Too many open files
      ENOTTY                25     25 Inappropriate ioctl for device
      ETXTBSY               26     26 Text file busy
      EFBIG                 27     27 File too large
      ENOSPC                28     28 No space left on device
      ESPIPE                29     29 Illegal seek
      EROFS                 30     30 Read-only file system
      EMLINK                31     31 Too many links
      EPIPE                 32     32 Broken pipe
      EDOM                  33     33 Numerical argument out of domain
      ERANGE                34     34 Numerical result out of range
      EDEADLK               35     11 Resource deadlock avoided
      ENAMETOOLONG          36     63 File name too long
      ENOLCK                37     77 No locks available
      ENOSYS                38     78 Function not implemented
      ENOTEMPTY             39     66 Directory not empty
      ELOOP                 40     62 Too many levels of symbolic links
      ENOMSG                42     91 No message of desired type
      EIDRM                 43     90 Identifier removed
      ECHRNG                44      - Channel number out of range
      EL2NSYNC              45      - Level 2 not synchronized
      EL3HLT                46      - Level 3 halted
      EL3RST                47      - Level 3 reset
      ELNRNG                48      - Link number out of range
      EUNATCH               49      - Protocol driver not attached
      ENOCSI                50      - No CSI structure available
      EL2HLT                51      - Level 2 halted
      EBADE                 52      - Invalid exchange
      EBADR                 53      - Invalid request descriptor
      EXFULL                54      - Exchange full
      ENOANO                55      - No anode
      EBADRQC               56      - Invalid request code
      EBADSLT               57      - Invalid slot
      EBFONT                59      - Bad font file format
      ENOSTR                60     99 Device not a stream
      ENODATA               61     96 No data available
      ETIME                 62    101 Timer expired
      ENOSR                 63     98 Out of streams resources
      ENONET                64      - Machine is not on the network
      ENOPKG                65      - Package not installed
      EREMOTE               66     71 Object is remote
      ENOLINK               67     97 Link has been severed
      EADV                  68      - Advertise error
      ESRMNT                69      - Srmount error
      ECOMM                 70      - Communication error on send
      EPROTO                71    100 Protocol error
      EMULTIHOP             72     95 Multihop attempted
      EDOTDOT               73      - RFS specific error
      EBADMSG               74     94 Bad message
      EOVERFLOW             75     84 Value too large for defined data type
      ENOTUNIQ              76      - Name not unique on network
      EBADFD                77      - File descriptor in bad state
      EREMCHG               78      - Remote address changed
      ELIBACC               79      - Can not access a needed shared library
      ELIBBAD               80      - Accessing a corrupted shared library
      ELIBSCN               81      - .lib section in a.out corrupted
      ELIBMAX               82      - Attempting to link in too many shared libraries
      ELIBEXEC              83      - Cannot exec a shared library directly
      EILSEQ                84     92 Invalid or incomplete multibyte or wide character
      ERESTART              85      - Interrupted system call should be restarted
      ESTRPIPE              86      - Streams pipe error
      EUSERS                87     68 Too many users
      ENOTSOCK              88     38 Socket operation on non-socket
      EDESTADDRREQ          89     39 Destination address required
      EMSGSIZE              90     40 Message too long
      EPROTOTYPE            91     41 Protocol wrong type for socket
      ENOPROTOOPT           92     42 Protocol not available
      EPROTONOSUPPORT       93     43 Protocol not supported
      ESOCKTNOSUPPORT       94     44 Socket type not supported
      EOPNOTSUPP            95    102 Operation not supported
      EPFNOSUPPORT          96     46 Protocol family not supported
      EAFNOSUPPORT          97     47 Address family not supported by protocol
      EADDRINUSE            98     48 Address already in use
      EADDRNOTAVAIL         99     49 Cannot assign requested address
      ENETDOWN             100     50 Network is down
      ENETUNREACH          101     51 Network is unreachable
      ENETRESET            102     52 Network dropped connection on reset
      ECONNABORTED         103     53 Software caused connection abort
      ECONNRESET           104     54 Connection reset by peer
      ENOBUFS              105     55 No buffer space available
      EISCONN              106     56 Transport endpoint is already connected
      ENOTCONN             107     57 Transport endpoint is not connected
      ESHUTDOWN            108     58 Cannot send after transport endpoint shutdown
      ETOOMANYREFS         109     59 Too many references: cannot splice
      ETIMEDOUT            110     60 Connection timed out
      ECONNREFUSED         111     61 Connection refused
      EHOSTDOWN            112     64 Host is down
      EHOSTUNREACH         113     65 No route to host
      EALREADY             114     37 Operation already in progress
      EINPROGRESS          115     36 Operation now in progress
      ESTALE               116     70 Stale file handle
      EUCLEAN              117      - Structure needs cleaning
      ENOTNAM              118      - Not a XENIX named type file
      ENAVAIL              119      - No XENIX semaphores available
      EISNAM               120      - Is a named type file
      EREMOTEIO            121      - Remote I/O error
      EDQUOT               122     69 Disk quota exceeded
      ENOMEDIUM            123      - No medium found
      EMEDIUMTYPE          124      - Wrong medium type
      ECANCELED            125     89 Operation canceled
      ENOKEY               126      - Required key not available
      EKEYEXPIRED          127      - Key has expired
      EKEYREVOKED          128      - Key has been revoked
      EKEYREJECTED         129      - Key was rejected by service
      EOWNERDEAD           130    105 Owner died
      ENOTRECOVERABLE      131    104 State not recoverable
      ERFKILL              132      - Operation not possible due to RF-kill
      ENOTSUP               95     45 Operation not supported
      EHWPOISON            133      - Memory page has hardware error
      EPROCLIM               -     67 Too many processes
      EBADRPC                -     72 RPC struct is bad
      ERPCMISMATCH           -     73 RPC version wrong
      EPROGUNAVAIL           -     74 RPC program not available
      EPROGMISMATCH          -     75 Program version wrong
      EPROCUNAVAIL           -     76 Bad procedure for program
      EFTYPE                 -     79 Inappropriate file type or format
      EAUTH                  -     80 Authentication error
      ENEEDAUTH              -     81 Need authenticator
      EPWROFF                -     82 Device power is off
      EDEVERR                -     83 Device error
      EBADEXEC               -     85 Bad executable
      EBADARCH               -     86 Bad CPU type in executable
      ESHLIBVERS             -     87 Shared library version mismatch
      EBADMACHO              -     88 Malformed Mach-O file
      ENOATTR                -     93 Attribute not found
      ENOPOLICY              -    103 Policy not found
      EQFULL                 -    106 Interface output queue is full
      """;

  /** The columns of the table. */
  private static final int LINUX_BEGIN = 17;

  private static final int DARWIN_BEGIN = 24;
  private static final int NUMBER_WIDTH = 7;
  private static final int TEXT_BEGIN = 32;

  /** The table of this host. */
  public static final ErrnoTable HOST = new ErrnoTable(Host.isMacOs() ? DARWIN_BEGIN : LINUX_BEGIN);

  private record Entry(String name, String text) {}

  private final Map<Integer, Entry> byNumber = new HashMap<>();
  private final Map<String, Integer> byName = new HashMap<>();

  private ErrnoTable(int numberBegin) {
    // Each program that uses dio comes here. Regular expressions and streams would cost it more.
    int begin = ENTRIES.indexOf('\n') + 1; // behind the heading
    while (begin < ENTRIES.length()) {
      int end = ENTRIES.indexOf('\n', begin);
      String line = ENTRIES.substring(begin, end);
      String number = line.substring(numberBegin, numberBegin + NUMBER_WIDTH).strip();
      if (!number.equals("-")) {
        String name = line.substring(0, line.indexOf(' '));
        int parsed = Integer.parseInt(number);
        byNumber.putIfAbsent(parsed, new Entry(name, line.substring(TEXT_BEGIN)));
        byName.put(name, parsed);
      }
      begin = end + 1;
    }
  }

  /** {@return the table of Linux} */
  public static ErrnoTable linux() {
    return Host.isMacOs() ? new ErrnoTable(LINUX_BEGIN) : HOST;
  }

  /** {@return the table of macOS} */
  public static ErrnoTable darwin() {
    return Host.isMacOs() ? HOST : new ErrnoTable(DARWIN_BEGIN);
  }

  /** {@return the number of a name, or {@link #ABSENT}} */
  public int number(String name) {
    return byName.getOrDefault(name, ABSENT);
  }

  /** {@return the name of a number, or {@code errno N} for one that is not known} */
  public String name(int errno) {
    Entry entry = byNumber.get(errno);
    return entry == null ? "errno " + errno : entry.name;
  }

  /** {@return name and text, or {@code errno N} for one that is not known} */
  public String describe(int errno) {
    Entry entry = byNumber.get(errno);
    return entry == null ? "errno " + errno : entry.name + " (" + entry.text + ")";
  }
}
